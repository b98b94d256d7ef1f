// Reads a JSON list of texts; prints for each what Jackson makes of it, null where it makes nothing.
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

public class Print {
    static String printed(ObjectMapper mapper, String text) {
        try {
            String out = mapper.writeValueAsString(mapper.readValue(text, Object.class));
            // A lone surrogate leaves Java's UTF-8 encoder as a question mark.
            boolean holds = new String(out.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8).equals(out);
            return holds ? out : null;
        } catch (Exception error) {
            return null;
        }
    }

    public static void main(String[] arguments) throws Exception {
        ObjectMapper plain = new ObjectMapper();
        ObjectMapper sorting = new ObjectMapper();
        sorting.enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
        List<String> inOrder = new ArrayList<>();
        List<String> sorted = new ArrayList<>();
        for (Object text : plain.readValue(System.in, List.class)) {
            inOrder.add(printed(plain, (String) text));
            sorted.add(printed(sorting, (String) text));
        }
        Map<String, Object> outputs = new LinkedHashMap<>();
        outputs.put("jackson", inOrder);
        outputs.put("jackson sorted", sorted);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("program", "jackson-databind");
        answer.put("version", com.fasterxml.jackson.databind.cfg.PackageVersion.VERSION + " on Java " + System.getProperty("java.version"));
        answer.put("outputs", outputs);
        // Java prints half a surrogate pair in its own escape, so that this answer is UTF-8 whatever it holds.
        System.out.println(plain.writer().with(com.fasterxml.jackson.core.json.JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature()).writeValueAsString(answer));
    }
}
