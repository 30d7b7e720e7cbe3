package main

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"time"

	weir "example.com/weir/gen/weir/v1"
	"google.golang.org/protobuf/encoding/protojson"
)

// More than credit lets come before the runner asks.
const maxWaiting = 10_000

// subscription is one open Subscribe stream. It sends what it is told, and keeps what comes until it is
// asked for.
type subscription struct {
	stream weir.MessagingService_SubscribeClient
	cancel context.CancelFunc
	inbox  chan answer
}

func openSubscription(base context.Context, messaging weir.MessagingServiceClient) (*subscription, error) {
	ctx, cancel := context.WithCancel(base)
	stream, err := messaging.Subscribe(ctx)
	if err != nil {
		cancel()
		return nil, err
	}
	opened := &subscription{stream: stream, cancel: cancel, inbox: make(chan answer, maxWaiting)}
	go opened.read()
	return opened, nil
}

func (s *subscription) send(text json.RawMessage) answer {
	request := &weir.SubscribeRequest{}
	if err := protojson.Unmarshal(text, request); err != nil {
		return answer{Fault: err.Error()}
	}
	_ = s.stream.Send(request) // Why it failed, if it did, the reader tells.
	return done()
}

// receive is the next message, or how the stream has ended; TimedOut when neither came in time.
func (s *subscription) receive(timeout time.Duration) answer {
	select {
	case received := <-s.inbox:
		return received
	case <-time.After(timeout):
		return answer{TimedOut: true}
	}
}

func (s *subscription) read() {
	for {
		response, err := s.stream.Recv()
		if errors.Is(err, io.EOF) {
			s.inbox <- answer{Ended: true}
			return
		}
		s.inbox <- respond(response, err)
		if err != nil {
			return
		}
	}
}
