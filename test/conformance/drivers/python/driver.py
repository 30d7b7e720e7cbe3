"""The Python driver: one JSON command a line on standard input, one answer a line on standard output."""
import json
import sys
import threading
import traceback

import grpc
from describe_error import describe_error
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import (
    ProtoReflectionDescriptorDatabase,
)
from message_json import from_json, to_json
from subscription import Subscription
from weir.v1.messaging_pb2 import PublishRequest, PublishStreamRequest, SubscribeRequest
from weir.v1.messaging_pb2_grpc import MessagingServiceStub

DEFAULT_DEADLINE_MS = 30_000


class Driver:
    """What the commands do; each method is named as its command."""

    def __init__(self):
        self._channel = None
        self._metadata = []
        self._streams = {}

    def hello(self, _command):
        return {"response": {"kind": "stubs", "library": f"grpcio {grpc.__version__}"}}

    def connect(self, command):
        if self._channel is not None:
            self._channel.close()
        self._channel = grpc.insecure_channel(command["address"])
        self._metadata = [("authorization", f"Bearer {command['apiKey']}")]
        return {"response": {}}

    def publish(self, command):
        call = self._messaging().Publish.future(
            from_json(command["request"], PublishRequest),
            metadata=self._metadata,
            timeout=command.get("deadlineMs", DEFAULT_DEADLINE_MS) / 1000,
        )
        if "cancelAfterMs" in command:
            threading.Timer(command["cancelAfterMs"] / 1000, call.cancel).start()
        return {"response": to_json(call.result())}

    def publishStream(self, command):
        requests = [
            PublishStreamRequest(request=from_json(request, PublishRequest))
            for request in command["requests"]
        ]
        answers = self._messaging().PublishStream(
            iter(requests), metadata=self._metadata, timeout=DEFAULT_DEADLINE_MS / 1000
        )
        return {"response": {"responses": [to_json(answer.response) for answer in answers]}}

    def open(self, command):
        self._streams[command["stream"]] = Subscription(self._messaging(), self._metadata)
        return self.send(command)

    def send(self, command):
        self._streams[command["stream"]].send(from_json(command["request"], SubscribeRequest))
        return {"response": {}}

    def receive(self, command):
        return self._streams[command["stream"]].receive(command["timeoutMs"])

    def cancel(self, command):
        self._streams[command["stream"]].cancel()
        return {"response": {}}

    def health(self, command):
        request = health_pb2.HealthCheckRequest(service=command["service"])
        return {"response": to_json(health_pb2_grpc.HealthStub(self._channel).Check(request))}

    def services(self, _command):
        found = ProtoReflectionDescriptorDatabase(self._channel).get_services()
        return {"response": {"services": sorted(found)}}

    def _messaging(self):
        return MessagingServiceStub(self._channel)


def answer(driver, command):
    """Runs one command; a failed call is an answer too."""
    try:
        return getattr(driver, command["op"])(command)
    except grpc.RpcError as error:
        return {"error": describe_error(error)}
    except grpc.FutureCancelledError:
        return {"error": {"status": "CANCELLED", "code": "", "message": "Cancelled by the caller"}}
    except Exception:
        return {"fault": traceback.format_exc()}


def main():
    driver = Driver()
    for line in sys.stdin:
        print(json.dumps(answer(driver, json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
