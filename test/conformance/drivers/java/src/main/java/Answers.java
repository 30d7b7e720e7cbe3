import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;

/** The lines that the runner reads. Messages are proto3 JSON: 64-bit numbers are strings, none is rounded. */
final class Answers {
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().alwaysPrintFieldsWithNoPresence();

  private Answers() {}

  static JsonElement toJson(Message message) {
    try {
      return JsonParser.parseString(PRINTER.print(message));
    } catch (InvalidProtocolBufferException error) {
      throw new IllegalArgumentException(error);
    }
  }

  /** Fills a builder from its JSON form. */
  static <B extends Message.Builder> B fromJson(JsonElement json, B builder) {
    try {
      JsonFormat.parser().merge(json.toString(), builder);
      return builder;
    } catch (InvalidProtocolBufferException error) {
      throw new IllegalArgumentException(error);
    }
  }

  static JsonObject response(JsonElement response) {
    return one("response", response);
  }

  /** The answer of a command that has nothing to tell. */
  static JsonObject done() {
    return response(new JsonObject());
  }

  static JsonObject flag(String name) {
    var answer = new JsonObject();
    answer.addProperty(name, true);
    return answer;
  }

  /** What a failed call says; the code is Weir's own, from its ErrorInfo. */
  static JsonObject failure(Throwable thrown) {
    var status = Status.fromThrowable(thrown);
    var error = new JsonObject();
    error.addProperty("status", status.getCode().name());
    error.addProperty("code", weirCode(thrown));
    error.addProperty("message", String.valueOf(status.getDescription()));
    return one("error", error);
  }

  private static String weirCode(Throwable thrown) {
    var details = StatusProto.fromThrowable(thrown);
    if (details == null) return "";
    try {
      for (var detail : details.getDetailsList()) {
        if (!detail.is(ErrorInfo.class)) continue;
        var info = detail.unpack(ErrorInfo.class);
        if (info.getDomain().equals("weir")) return info.getReason();
      }
    } catch (InvalidProtocolBufferException error) {
      throw new IllegalArgumentException(error);
    }
    return "";
  }

  private static JsonObject one(String name, JsonElement value) {
    var answer = new JsonObject();
    answer.add(name, value);
    return answer;
  }
}
