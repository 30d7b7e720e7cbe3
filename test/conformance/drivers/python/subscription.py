"""One open Subscribe stream."""
import queue
import threading

import grpc
from describe_error import describe_error
from message_json import to_json


class Subscription:
    """Sends what it is told; keeps what comes until it is asked for."""

    def __init__(self, messaging, metadata):
        self._outbox = queue.SimpleQueue()
        self._inbox = queue.SimpleQueue()
        self._call = messaging.Subscribe(iter(self._outbox.get, None), metadata=metadata)
        threading.Thread(target=self._read, daemon=True).start()

    def send(self, request):
        self._outbox.put(request)

    def cancel(self):
        self._call.cancel()

    def receive(self, timeout_ms):
        """The next message, or how the stream has ended; `timedOut` when neither came in time."""
        try:
            return self._inbox.get(timeout=timeout_ms / 1000)
        except queue.Empty:
            return {"timedOut": True}

    def _read(self):
        try:
            for response in self._call:
                self._inbox.put({"response": to_json(response)})
            self._inbox.put({"ended": True})
        except grpc.RpcError as error:
            self._inbox.put({"error": describe_error(error)})
        self._outbox.put(None)
