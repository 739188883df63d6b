import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import de.captaingoldfish.scim.sdk.common.constants.enums.HttpMethod;
import de.captaingoldfish.scim.sdk.common.constants.enums.SortOrder;
import de.captaingoldfish.scim.sdk.common.exceptions.ConflictException;
import de.captaingoldfish.scim.sdk.common.exceptions.ResourceNotFoundException;
import de.captaingoldfish.scim.sdk.common.resources.Group;
import de.captaingoldfish.scim.sdk.common.resources.ResourceNode;
import de.captaingoldfish.scim.sdk.common.resources.ServiceProvider;
import de.captaingoldfish.scim.sdk.common.resources.User;
import de.captaingoldfish.scim.sdk.common.resources.complex.FilterConfig;
import de.captaingoldfish.scim.sdk.common.resources.complex.Meta;
import de.captaingoldfish.scim.sdk.common.resources.complex.PatchConfig;
import de.captaingoldfish.scim.sdk.common.resources.multicomplex.AuthenticationScheme;
import de.captaingoldfish.scim.sdk.common.response.ScimResponse;
import de.captaingoldfish.scim.sdk.common.schemas.SchemaAttribute;
import de.captaingoldfish.scim.sdk.server.endpoints.Context;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceEndpoint;
import de.captaingoldfish.scim.sdk.server.endpoints.ResourceHandler;
import de.captaingoldfish.scim.sdk.server.endpoints.base.GroupEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.endpoints.base.UserEndpointDefinition;
import de.captaingoldfish.scim.sdk.server.filter.FilterNode;
import de.captaingoldfish.scim.sdk.server.response.PartialListResponse;
import de.captaingoldfish.scim.sdk.server.schemas.ResourceType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;

/**
 * SCIM-SDK with its store in memory, for conformance tests. It prints the URL of its service on its
 * first line. POST /reset empties it. Its own workarounds for Entra are off.
 */
public class ScimSdkServer {
  public static void main(String[] args) throws IOException {
    ServiceProvider provider =
        ServiceProvider.builder()
            .filterConfig(FilterConfig.builder().supported(true).maxResults(100).build())
            .patchConfig(PatchConfig.builder().supported(true).build())
            .authenticationSchemes(
                List.of(
                    AuthenticationScheme.builder()
                        .name("OAuth Bearer Token")
                        .description("any token")
                        .type("oauthbearertoken")
                        .build()))
            .build();
    Users users = new Users();
    Groups groups = new Groups();
    ResourceEndpoint endpoint = new ResourceEndpoint(provider);
    for (ResourceType type :
        List.of(
            endpoint.registerEndpoint(new UserEndpointDefinition(users)),
            endpoint.registerEndpoint(new GroupEndpointDefinition(groups)))) {
      type.getFeatures().setAutoFiltering(true);
      type.getFeatures().setAutoSorting(true);
    }
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    String base = "http://127.0.0.1:" + server.getAddress().getPort();
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/reset",
        exchange -> {
          users.resources.clear();
          groups.resources.clear();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.createContext("/scim/v2", exchange -> serve(endpoint, base, exchange));
    server.start();
    System.out.println(base + "/scim/v2");
  }

  private static void serve(ResourceEndpoint endpoint, String base, HttpExchange exchange)
      throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Map<String, String> headers = new HashMap<>();
    exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.get(0)));
    ScimResponse response =
        endpoint.handleRequest(
            base + exchange.getRequestURI(),
            HttpMethod.valueOf(exchange.getRequestMethod()),
            body.isEmpty() ? null : body,
            headers,
            new Context(null));
    response.getHttpHeaders().forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
    byte[] text = response.isEmpty() ? new byte[0] : response.toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(response.getHttpStatus(), text.length == 0 ? -1 : text.length);
    exchange.getResponseBody().write(text);
    exchange.close();
  }

  private static class Users extends Store<User> {
    @Override
    String name(User user) {
      return user.getUserName().orElse("");
    }
  }

  private static class Groups extends Store<Group> {
    @Override
    String name(Group group) {
      return group.getDisplayName().orElse("");
    }
  }

  /** Resources of one type by their ids. userName and displayName of groups are unique. */
  private abstract static class Store<T extends ResourceNode> extends ResourceHandler<T> {
    final Map<String, T> resources = new LinkedHashMap<>();

    abstract String name(T resource);

    private synchronized T keep(T resource, Instant created) {
      String name = name(resource);
      for (T other : resources.values()) {
        if (!other.getId().equals(resource.getId()) && name(other).equalsIgnoreCase(name)) {
          throw new ConflictException("there is a resource of this name");
        }
      }
      Meta meta = resource.getMeta().get(); // the SDK makes it, and minds another
      meta.setCreated(created);
      meta.setLastModified(Instant.now());
      resources.put(resource.getId().get(), resource);
      return resource;
    }

    private static <R extends ResourceNode> R found(R resource, String id) {
      if (resource == null) {
        throw new ResourceNotFoundException("there is no resource with the id " + id);
      }
      return resource;
    }

    @Override
    public T createResource(T resource, Context context) {
      resource.setId(UUID.randomUUID().toString());
      return keep(resource, Instant.now());
    }

    @Override
    public synchronized T getResource(
        String id, List<SchemaAttribute> with, List<SchemaAttribute> without, Context context) {
      return found(resources.get(id), id);
    }

    @Override
    public synchronized PartialListResponse<T> listResources(
        long start,
        int count,
        FilterNode filter,
        SchemaAttribute sortBy,
        SortOrder order,
        List<SchemaAttribute> with,
        List<SchemaAttribute> without,
        Context context) {
      List<T> all = new ArrayList<>(resources.values());
      return PartialListResponse.<T>builder().resources(all).totalResults(all.size()).build();
    }

    @Override
    public T updateResource(T resource, Context context) {
      String id = resource.getId().get();
      T before = found(resources.get(id), id);
      return keep(resource, before.getMeta().flatMap(Meta::getCreated).orElse(Instant.now()));
    }

    @Override
    public synchronized void deleteResource(String id, Context context) {
      found(resources.remove(id), id);
    }
  }
}
