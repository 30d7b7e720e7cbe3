"""Publishes texts: python publish.py ADDRESS TOPIC TEXT..."""
import os
import sys

import grpc
from weir.v1.messaging_pb2 import PublishRecord, PublishRequest
from weir.v1.messaging_pb2_grpc import MessagingServiceStub

address, topic, *texts = sys.argv[1:]
metadata = [("authorization", f"Bearer {os.environ.get('WEIR_API_KEY', '')}")]

with grpc.insecure_channel(address) as channel:
    records = [PublishRecord(topic=topic, key=b"greetings", value=text.encode()) for text in texts]
    request = PublishRequest(records=records)
    response = MessagingServiceStub(channel).Publish(request, metadata=metadata, timeout=30)
    for result in response.results:
        print(result.error.message or f"{result.topic}/{result.partition} at {result.offset}")
