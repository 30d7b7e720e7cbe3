// Publishes texts: publish ADDRESS TOPIC TEXT...
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	weir "example.com/weir/gen/weir/v1"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
)

func main() {
	address, topic, texts := os.Args[1], os.Args[2], os.Args[3:]
	ctx := metadata.AppendToOutgoingContext(context.Background(), "authorization", "Bearer "+os.Getenv("WEIR_API_KEY"))
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	request := &weir.PublishRequest{}
	for _, text := range texts {
		request.Records = append(request.Records, &weir.PublishRecord{Topic: topic, Key: []byte("greetings"), Value: []byte(text)})
	}
	response, err := weir.NewMessagingServiceClient(connection).Publish(ctx, request)
	if err != nil {
		log.Fatal(err)
	}
	for _, result := range response.Results {
		fmt.Printf("%s/%d at %d%s\n", result.Topic, result.Partition, result.Offset, result.GetError().GetMessage())
	}
}
