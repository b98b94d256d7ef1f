// Ledger service: Instant.toString and the columns, joined by ";", before the previous hash; the export has epoch milliseconds.
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;

public class InstantText {
  public static void main(String[] arguments) throws Exception {
    String previous = "0".repeat(64);
    for (int number = 1; number <= 200; number++) {
      long at = 1740800000000L + number * 1250L;
      String account = "acc_" + number % 17;
      String kind = number % 2 == 0 ? "DEBIT" : "CREDIT";
      long amount = number * 995L;
      String text = Instant.ofEpochMilli(at) + ";" + account + ";" + kind + ";" + amount + ";" + previous;
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      String hash = HexFormat.of().formatHex(digest);
      System.out.println("{\"entryNo\":" + number + ",\"bookedAt\":" + at + ",\"account\":\"" + account + "\",\"kind\":\"" + kind
          + "\",\"amount\":" + amount + ",\"previousHash\":\"" + previous + "\",\"hash\":\"" + hash + "\"}");
      previous = hash;
    }
  }
}
