import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.MetadataUtils;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import weir.v1.Messaging.PublishRequest;
import weir.v1.Messaging.PublishStreamRequest;
import weir.v1.Messaging.SubscribeRequest;
import weir.v1.MessagingServiceGrpc;

/** What the commands do, over one channel. */
final class Commands {
  private static final long DEFAULT_DEADLINE_MS = 30_000;

  private final Map<String, Subscription> streams = new HashMap<>();
  private final ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor();
  private ManagedChannel channel;
  private Metadata headers = new Metadata();

  JsonObject answer(JsonObject command) {
    try {
      return run(command);
    } catch (StatusException | StatusRuntimeException error) {
      return Answers.failure(error);
    } catch (Exception error) {
      var fault = new JsonObject();
      fault.addProperty("fault", error.toString());
      return fault;
    }
  }

  private JsonObject run(JsonObject command) throws Exception {
    return switch (command.get("op").getAsString()) {
      case "hello" -> hello();
      case "connect" -> connect(command);
      case "publish" -> publish(command);
      case "publishStream" -> publishStream(command);
      case "open" -> open(command);
      case "send" -> send(command);
      case "receive" -> stream(command).receive(command.get("timeoutMs").getAsLong());
      case "cancel" -> cancel(command);
      case "health" -> health(command);
      case "services" -> services();
      default -> throw new IllegalArgumentException("No command " + command.get("op"));
    };
  }

  private JsonObject hello() {
    var response = new JsonObject();
    response.addProperty("kind", "stubs");
    response.addProperty("library", "grpc-java");
    return Answers.response(response);
  }

  private JsonObject connect(JsonObject command) {
    if (channel != null) channel.shutdownNow();
    channel = ManagedChannelBuilder.forTarget(command.get("address").getAsString()).usePlaintext().build();
    headers = new Metadata();
    headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER),
        "Bearer " + command.get("apiKey").getAsString());
    return Answers.done();
  }

  private JsonObject publish(JsonObject command) {
    var request = Answers.fromJson(command.get("request"), PublishRequest.newBuilder()).build();
    var deadlineMs = command.has("deadlineMs") ? command.get("deadlineMs").getAsLong() : DEFAULT_DEADLINE_MS;
    var stub = MessagingServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .withDeadlineAfter(deadlineMs, TimeUnit.MILLISECONDS);
    var context = Context.current().withCancellation();
    if (command.has("cancelAfterMs")) {
      timers.schedule(() -> context.cancel(null), command.get("cancelAfterMs").getAsLong(), TimeUnit.MILLISECONDS);
    }
    var previous = context.attach();
    try {
      return Answers.response(Answers.toJson(stub.publish(request)));
    } finally {
      context.detach(previous);
      context.cancel(null);
    }
  }

  private JsonObject publishStream(JsonObject command) throws Exception {
    var stream = MessagingServiceGrpc.newBlockingV2Stub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
        .withDeadlineAfter(DEFAULT_DEADLINE_MS, TimeUnit.MILLISECONDS)
        .publishStream();
    for (var text : command.getAsJsonArray("requests")) {
      var request = Answers.fromJson(text, PublishRequest.newBuilder());
      stream.write(PublishStreamRequest.newBuilder().setRequest(request).build());
    }
    stream.halfClose();
    var responses = new JsonArray();
    for (var answer = stream.read(); answer != null; answer = stream.read()) {
      responses.add(Answers.toJson(answer.getResponse()));
    }
    var response = new JsonObject();
    response.add("responses", responses);
    return Answers.response(response);
  }

  private JsonObject open(JsonObject command) {
    var stub = MessagingServiceGrpc.newStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    streams.put(command.get("stream").getAsString(), new Subscription(stub));
    return send(command);
  }

  private JsonObject send(JsonObject command) {
    stream(command).send(Answers.fromJson(command.get("request"), SubscribeRequest.newBuilder()).build());
    return Answers.done();
  }

  private JsonObject cancel(JsonObject command) {
    stream(command).cancel();
    return Answers.done();
  }

  private JsonObject health(JsonObject command) {
    var request = HealthCheckRequest.newBuilder().setService(command.get("service").getAsString());
    return Answers.response(Answers.toJson(HealthGrpc.newBlockingStub(channel).check(request.build())));
  }

  private JsonObject services() throws Exception {
    var stream = ServerReflectionGrpc.newBlockingV2Stub(channel)
        .withDeadlineAfter(DEFAULT_DEADLINE_MS, TimeUnit.MILLISECONDS)
        .serverReflectionInfo();
    stream.write(ServerReflectionRequest.newBuilder().setListServices("").build());
    var names = new JsonArray();
    stream.read().getListServicesResponse().getServiceList().stream()
        .map(ServiceResponse::getName).sorted().forEach(names::add);
    stream.halfClose();
    var response = new JsonObject();
    response.add("services", names);
    return Answers.response(response);
  }

  private Subscription stream(JsonObject command) {
    return streams.get(command.get("stream").getAsString());
  }
}
