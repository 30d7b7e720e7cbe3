package main

import (
	"encoding/json"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// answer is a line for the runner: one of its fields is set.
type answer struct {
	Response json.RawMessage `json:"response,omitempty"`
	Error    *failure        `json:"error,omitempty"`
	Ended    bool            `json:"ended,omitempty"`
	TimedOut bool            `json:"timedOut,omitempty"`
	Fault    string          `json:"fault,omitempty"`
}

// failure is what a failed call says; Code is Weir's own, from its ErrorInfo.
type failure struct {
	Status  string `json:"status"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// statusNames holds the names that the runner uses: Go's own are written otherwise.
var statusNames = map[codes.Code]string{
	codes.Canceled: "CANCELLED", codes.Unknown: "UNKNOWN", codes.InvalidArgument: "INVALID_ARGUMENT",
	codes.DeadlineExceeded: "DEADLINE_EXCEEDED", codes.NotFound: "NOT_FOUND", codes.AlreadyExists: "ALREADY_EXISTS",
	codes.PermissionDenied: "PERMISSION_DENIED", codes.ResourceExhausted: "RESOURCE_EXHAUSTED",
	codes.FailedPrecondition: "FAILED_PRECONDITION", codes.Aborted: "ABORTED", codes.OutOfRange: "OUT_OF_RANGE",
	codes.Unimplemented: "UNIMPLEMENTED", codes.Internal: "INTERNAL", codes.Unavailable: "UNAVAILABLE",
	codes.DataLoss: "DATA_LOSS", codes.Unauthenticated: "UNAUTHENTICATED",
}

var toJSON = protojson.MarshalOptions{EmitDefaultValues: true}

// respond is the answer of a call, in proto3 JSON: 64-bit numbers are strings there, so none is rounded.
func respond(message proto.Message, err error) answer {
	if err != nil {
		return fail(err)
	}
	text, err := toJSON.Marshal(message)
	if err != nil {
		return answer{Fault: err.Error()}
	}
	return answer{Response: text}
}

// done is the answer of a command that has nothing to tell.
func done() answer {
	return answer{Response: json.RawMessage("{}")}
}

func fail(err error) answer {
	failed := status.Convert(err)
	code := ""
	for _, detail := range failed.Details() {
		if info, ok := detail.(*errdetails.ErrorInfo); ok && info.Domain == "weir" {
			code = info.Reason
		}
	}
	return answer{Error: &failure{Status: statusNames[failed.Code()], Code: code, Message: failed.Message()}}
}
