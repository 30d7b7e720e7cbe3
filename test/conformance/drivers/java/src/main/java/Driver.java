import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The Java driver: one JSON command a line on standard input, one answer a line on standard output. */
public final class Driver {
  private Driver() {}

  public static void main(String[] args) throws IOException {
    var gson = new Gson();
    var commands = new Commands();
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    for (var line = in.readLine(); line != null; line = in.readLine()) {
      out.println(gson.toJson(commands.answer(gson.fromJson(line, JsonObject.class))));
    }
    // Threads of open streams would keep the process alive.
    System.exit(0);
  }
}
