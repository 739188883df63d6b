"""scim2-server 0.8 with its store in memory, for conformance tests.

It prints the URL of its service on its first line. POST /reset empties it.
"""

import logging
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler
from wsgiref.simple_server import WSGIServer
from wsgiref.simple_server import make_server

from scim2_server.applications.wsgi import WSGIApplication
from scim2_server.memory import InMemoryStorage
from scim2_server.utils import load_default_provider

logging.disable(logging.CRITICAL)


class Server(ThreadingMixIn, WSGIServer):
    """A server that answers each connection in a thread of its own."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """A handler that logs nothing."""

    def log_message(self, *args):
        """Log nothing."""


storage = InMemoryStorage()
service = WSGIApplication(storage, load_default_provider())


def app(environ, start_response):
    """Serve SCIM, and the one request that is not."""
    if environ["PATH_INFO"] != "/reset":
        return service(environ, start_response)
    storage.resources = []
    start_response("204 No Content", [])
    return []


with make_server("127.0.0.1", 0, app, server_class=Server, handler_class=Quiet) as server:
    print(f"http://127.0.0.1:{server.server_port}/v2", flush=True)
    server.serve_forever()
