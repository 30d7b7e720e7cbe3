import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import weir.v1.Messaging.CommitPosition;
import weir.v1.Messaging.SubscribeOpen;
import weir.v1.Messaging.SubscribeRequest;
import weir.v1.MessagingServiceGrpc;

/** Reads a topic in a group: Consume ADDRESS TOPIC GROUP */
public final class Consume {
  public static void main(String[] args) throws Exception {
    var headers = new Metadata();
    var key = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    headers.put(key, "Bearer " + System.getenv().getOrDefault("WEIR_API_KEY", ""));
    var channel = ManagedChannelBuilder.forTarget(args[0]).usePlaintext().build();
    var stream = MessagingServiceGrpc.newBlockingV2Stub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)).subscribe();

    var open = SubscribeOpen.newBuilder().setGroupId(args[2]).addTopics(args[1]).setCreditBytes(1 << 20);
    stream.write(SubscribeRequest.newBuilder().setOpen(open).build());
    for (var event = stream.read(); event != null; event = stream.read()) {
      var batch = event.getRecords();
      for (var record : batch.getRecordsList()) {
        System.out.println(batch.getTopic() + "/" + batch.getPartition() + " at " + record.getOffset()
            + ": " + record.getValue().toStringUtf8());
      }
      var next = SubscribeRequest.newBuilder().addAllReleased(event.getRevoked().getPartitionsList());
      if (event.hasRecords()) {
        next.setCreditBytes(batch.getBytes()).addCommits(CommitPosition.newBuilder().setTopic(batch.getTopic())
            .setPartition(batch.getPartition()).setOffset(batch.getNextOffset()));
      }
      stream.write(next.build());
    }
  }
}
