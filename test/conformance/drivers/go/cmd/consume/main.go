// Reads a topic in a group: consume ADDRESS TOPIC GROUP
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
	address, topic, group := os.Args[1], os.Args[2], os.Args[3]
	ctx := metadata.AppendToOutgoingContext(context.Background(), "authorization", "Bearer "+os.Getenv("WEIR_API_KEY"))
	connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		log.Fatal(err)
	}
	stream, err := weir.NewMessagingServiceClient(connection).Subscribe(ctx)
	if err != nil {
		log.Fatal(err)
	}
	open := &weir.SubscribeOpen{GroupId: group, Topics: []string{topic}, CreditBytes: 1 << 20}
	_ = stream.Send(&weir.SubscribeRequest{Open: open}) // Why it failed, if it did, Recv says.
	for {
		event, err := stream.Recv()
		if err != nil {
			log.Fatal(err)
		}
		if batch := event.GetRecords(); batch != nil {
			for _, record := range batch.Records {
				fmt.Printf("%s/%d at %d: %s\n", batch.Topic, batch.Partition, record.Offset, record.Value)
			}
			done := &weir.CommitPosition{Topic: batch.Topic, Partition: batch.Partition, Offset: batch.NextOffset}
			_ = stream.Send(&weir.SubscribeRequest{Commits: []*weir.CommitPosition{done}, CreditBytes: batch.Bytes})
		}
		if revoked := event.GetRevoked(); revoked != nil {
			_ = stream.Send(&weir.SubscribeRequest{Released: revoked.Partitions})
		}
	}
}
