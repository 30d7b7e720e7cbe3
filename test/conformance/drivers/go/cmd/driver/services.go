package main

import (
	"encoding/json"
	"sort"

	"google.golang.org/grpc/reflection/grpc_reflection_v1"
)

// services answers with the names of what the gateway serves, as reflection lists them.
func (d *driver) services() answer {
	ctx, cancel := d.deadline(0)
	defer cancel()
	stream, err := grpc_reflection_v1.NewServerReflectionClient(d.connection).ServerReflectionInfo(ctx)
	if err != nil {
		return fail(err)
	}
	list := &grpc_reflection_v1.ServerReflectionRequest_ListServices{}
	_ = stream.Send(&grpc_reflection_v1.ServerReflectionRequest{MessageRequest: list})
	received, err := stream.Recv()
	if err != nil {
		return fail(err)
	}
	names := []string{}
	for _, service := range received.GetListServicesResponse().GetService() {
		names = append(names, service.GetName())
	}
	sort.Strings(names)
	text, _ := json.Marshal(map[string][]string{"services": names})
	return answer{Response: text}
}
