import com.google.protobuf.ByteString;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import weir.v1.Messaging.PublishRecord;
import weir.v1.Messaging.PublishRequest;
import weir.v1.MessagingServiceGrpc;

/** Publishes texts: Publish ADDRESS TOPIC TEXT... */
public final class Publish {
  public static void main(String[] args) {
    var headers = new Metadata();
    var key = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    headers.put(key, "Bearer " + System.getenv().getOrDefault("WEIR_API_KEY", ""));
    var channel = ManagedChannelBuilder.forTarget(args[0]).usePlaintext().build();
    var messaging = MessagingServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));

    var request = PublishRequest.newBuilder();
    for (int index = 2; index < args.length; index++) {
      request.addRecords(PublishRecord.newBuilder().setTopic(args[1])
          .setKey(ByteString.copyFromUtf8("greetings")).setValue(ByteString.copyFromUtf8(args[index])));
    }
    for (var result : messaging.publish(request.build()).getResultsList()) {
      System.out.println(result.hasError() ? result.getError().getMessage()
          : result.getTopic() + "/" + result.getPartition() + " at " + result.getOffset());
    }
    channel.shutdown();
  }
}
