// Points in time as java.time.Instant prints them; the input is seconds and nanoseconds, one pair to a line.
import java.time.Instant;
import java.util.Scanner;

public class Times {
    public static void main(String[] arguments) {
        Scanner input = new Scanner(System.in);
        StringBuilder out = new StringBuilder();
        while (input.hasNextLong()) {
            Instant time = Instant.ofEpochSecond(input.nextLong(), input.nextLong());
            out.append(out.length() == 0 ? "" : ",").append('"').append(time).append('"');
        }
        System.out.println("{\"version\":\"" + System.getProperty("java.version") + "\",\"outputs\":{\"Instant\":[" + out + "]}}");
    }
}
