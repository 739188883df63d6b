"""scim2-server with its store in memory, for conformance tests.

It prints the URL of its service on its first line. POST /reset empties it.
"""

import logging

from scim2_server.backend import InMemoryBackend
from scim2_server.provider import SCIMProvider
from scim2_server.utils import load_default_resource_types
from scim2_server.utils import load_default_schemas
from werkzeug.serving import WSGIRequestHandler
from werkzeug.serving import make_server

logging.disable(logging.CRITICAL)
WSGIRequestHandler.protocol_version = "HTTP/1.1"
WSGIRequestHandler.disable_nagle_algorithm = True

backend = InMemoryBackend()
provider = SCIMProvider(backend)
for schema in load_default_schemas().values():
    provider.register_schema(schema)
for resource_type in load_default_resource_types().values():
    for extension in resource_type.schema_extensions or []:
        extension.required = False  # a user may have none
    provider.register_resource_type(resource_type)


def app(environ, start_response):
    """Serve SCIM, and the one request that is not."""
    if environ["PATH_INFO"] != "/reset":
        return provider(environ, start_response)
    backend.resources.clear()
    start_response("204 No Content", [])
    return []


server = make_server("127.0.0.1", 0, app, threaded=True)
print(f"http://127.0.0.1:{server.server_port}/v2", flush=True)
server.serve_forever()
