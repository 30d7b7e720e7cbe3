"""Reads a topic in a group: python consume.py ADDRESS TOPIC GROUP"""
import os
import queue
import sys

import grpc
from weir.v1.messaging_pb2 import CommitPosition, SubscribeOpen, SubscribeRequest
from weir.v1.messaging_pb2_grpc import MessagingServiceStub

address, topic, group = sys.argv[1:]
metadata = [("authorization", f"Bearer {os.environ.get('WEIR_API_KEY', '')}")]
requests = queue.SimpleQueue()
requests.put(SubscribeRequest(open=SubscribeOpen(group_id=group, topics=[topic], credit_bytes=2**20)))

messaging = MessagingServiceStub(grpc.insecure_channel(address))
for event in messaging.Subscribe(iter(requests.get, None), metadata=metadata):
    batch = event.records
    for record in batch.records:
        print(f"{batch.topic}/{batch.partition} at {record.offset}: {record.value.decode()}", flush=True)
    if event.HasField("records"):
        done = CommitPosition(topic=batch.topic, partition=batch.partition, offset=batch.next_offset)
        requests.put(SubscribeRequest(commits=[done], credit_bytes=batch.bytes))
    if event.HasField("revoked"):
        requests.put(SubscribeRequest(released=event.revoked.partitions))
