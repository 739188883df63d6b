import com.unboundid.scim2.common.GenericScimResource;
import com.unboundid.scim2.common.Path;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.messages.PatchRequest;
import com.unboundid.scim2.common.utils.JsonUtils;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Asks the UnboundID SCIM 2 SDK for its opinion. Each line of the standard input is "filter", "path",
 * "resource" or "patch" and, behind a tab, the text; the answer is a line "ok", for a patch with the
 * resource that it makes of the last one given, or "refused" and why. No library but the SDK is named
 * here, because its versions differ in the package of their JSON library.
 */
public final class Judge {
    private static String resource;

    public static void main(String[] args) throws Exception {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] question = line.split("\t", 2);
            System.out.println(verdict(question[0], question[1]).replaceAll("\\s+", " "));
        }
    }

    private static String verdict(String kind, String text) {
        try {
            return "ok " + opinion(kind, text);
        } catch (Exception e) {
            return "refused " + e.getMessage();
        }
    }

    private static String opinion(String kind, String text) throws Exception {
        switch (kind) {
            case "filter":
                return Filter.fromString(text).toString();
            case "path":
                return Path.fromString(text).toString();
            case "resource":
                resource = text;
                return "";
            case "patch":
                return patched(text);
            default:
                throw new IllegalArgumentException("unknown question " + kind);
        }
    }

    private static String patched(String text) throws Exception {
        PatchRequest patch = JsonUtils.getObjectReader().forType(PatchRequest.class).readValue(text);
        GenericScimResource to = JsonUtils.getObjectReader().forType(GenericScimResource.class).readValue(resource);
        patch.apply(to);
        return to.toString();
    }
}
