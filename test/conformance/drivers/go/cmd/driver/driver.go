package main

import (
	"context"
	"encoding/json"
	"time"

	weir "example.com/weir/gen/weir/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/protobuf/encoding/protojson"
)

const defaultDeadlineMs = 30_000

// command is a line of the runner; which fields are set depends on Op.
type command struct {
	Op            string            `json:"op"`
	Address       string            `json:"address"`
	APIKey        string            `json:"apiKey"`
	Request       json.RawMessage   `json:"request"`
	Requests      []json.RawMessage `json:"requests"`
	DeadlineMs    int               `json:"deadlineMs"`
	CancelAfterMs int               `json:"cancelAfterMs"`
	Stream        string            `json:"stream"`
	TimeoutMs     int               `json:"timeoutMs"`
	Service       string            `json:"service"`
}

// driver does what the commands say, over one connection.
type driver struct {
	connection *grpc.ClientConn
	base       context.Context
	streams    map[string]*subscription
}

func newDriver() *driver {
	return &driver{base: context.Background(), streams: map[string]*subscription{}}
}

func (d *driver) answer(asked command) answer {
	switch asked.Op {
	case "hello":
		return answer{Response: json.RawMessage(`{"kind":"stubs","library":"grpc-go ` + grpc.Version + `"}`)}
	case "connect":
		return d.connect(asked)
	case "publish":
		return d.publish(asked)
	case "publishStream":
		return d.publishStream(asked)
	case "open":
		return d.open(asked)
	case "send":
		return d.streams[asked.Stream].send(asked.Request)
	case "receive":
		return d.streams[asked.Stream].receive(time.Duration(asked.TimeoutMs) * time.Millisecond)
	case "cancel":
		d.streams[asked.Stream].cancel()
		return done()
	case "health":
		return d.health(asked)
	case "services":
		return d.services()
	}
	return answer{Fault: "No command " + asked.Op}
}

func (d *driver) connect(asked command) answer {
	if d.connection != nil {
		_ = d.connection.Close()
	}
	connection, err := grpc.NewClient(asked.Address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return answer{Fault: err.Error()}
	}
	d.connection = connection
	d.base = metadata.AppendToOutgoingContext(context.Background(), "authorization", "Bearer "+asked.APIKey)
	return done()
}

func (d *driver) publish(asked command) answer {
	request := &weir.PublishRequest{}
	if err := protojson.Unmarshal(asked.Request, request); err != nil {
		return answer{Fault: err.Error()}
	}
	ctx, cancel := d.deadline(asked.DeadlineMs)
	defer cancel()
	if asked.CancelAfterMs > 0 {
		defer time.AfterFunc(time.Duration(asked.CancelAfterMs)*time.Millisecond, cancel).Stop()
	}
	return respond(d.messaging().Publish(ctx, request))
}

func (d *driver) publishStream(asked command) answer {
	ctx, cancel := d.deadline(0)
	defer cancel()
	stream, err := d.messaging().PublishStream(ctx)
	if err != nil {
		return fail(err)
	}
	for _, text := range asked.Requests {
		request := &weir.PublishRequest{}
		if err := protojson.Unmarshal(text, request); err != nil {
			return answer{Fault: err.Error()}
		}
		if stream.Send(&weir.PublishStreamRequest{Request: request}) != nil {
			break // The reason comes with Recv.
		}
	}
	_ = stream.CloseSend()
	responses := make([]json.RawMessage, 0, len(asked.Requests))
	for range asked.Requests {
		received, err := stream.Recv()
		if err != nil {
			return fail(err)
		}
		responses = append(responses, respond(received.Response, nil).Response)
	}
	text, _ := json.Marshal(map[string][]json.RawMessage{"responses": responses})
	return answer{Response: text}
}

func (d *driver) open(asked command) answer {
	opened, err := openSubscription(d.base, d.messaging())
	if err != nil {
		return fail(err)
	}
	d.streams[asked.Stream] = opened
	return opened.send(asked.Request)
}

func (d *driver) health(asked command) answer {
	ctx, cancel := d.deadline(0)
	defer cancel()
	request := &grpc_health_v1.HealthCheckRequest{Service: asked.Service}
	response, err := grpc_health_v1.NewHealthClient(d.connection).Check(ctx, request)
	return respond(response, err)
}

func (d *driver) messaging() weir.MessagingServiceClient {
	return weir.NewMessagingServiceClient(d.connection)
}

func (d *driver) deadline(milliseconds int) (context.Context, context.CancelFunc) {
	if milliseconds == 0 {
		milliseconds = defaultDeadlineMs
	}
	return context.WithTimeout(d.base, time.Duration(milliseconds)*time.Millisecond)
}
