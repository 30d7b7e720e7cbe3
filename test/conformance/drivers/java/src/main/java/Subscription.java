import com.google.gson.JsonObject;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import weir.v1.Messaging.SubscribeRequest;
import weir.v1.Messaging.SubscribeResponse;
import weir.v1.MessagingServiceGrpc.MessagingServiceStub;

/** One open Subscribe stream: sends what it is told, keeps what comes until it is asked for. */
final class Subscription implements ClientResponseObserver<SubscribeRequest, SubscribeResponse> {
  private final BlockingQueue<JsonObject> inbox = new LinkedBlockingQueue<>();
  private ClientCallStreamObserver<SubscribeRequest> requests;
  private boolean isEnded;

  Subscription(MessagingServiceStub messaging) {
    messaging.subscribe(this);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<SubscribeRequest> started) {
    requests = started;
  }

  synchronized void send(SubscribeRequest request) {
    if (!isEnded) requests.onNext(request);
  }

  void cancel() {
    requests.cancel("Cancelled by the caller", Status.CANCELLED.asException());
  }

  /** The next message, or how the stream has ended; timedOut when neither came in time. */
  JsonObject receive(long timeoutMs) throws InterruptedException {
    var received = inbox.poll(timeoutMs, TimeUnit.MILLISECONDS);
    return received == null ? Answers.flag("timedOut") : received;
  }

  @Override
  public void onNext(SubscribeResponse response) {
    inbox.add(Answers.response(Answers.toJson(response)));
  }

  @Override
  public void onError(Throwable thrown) {
    end(Answers.failure(thrown));
  }

  @Override
  public void onCompleted() {
    end(Answers.flag("ended"));
  }

  private synchronized void end(JsonObject answer) {
    isEnded = true;
    inbox.add(answer);
  }
}
