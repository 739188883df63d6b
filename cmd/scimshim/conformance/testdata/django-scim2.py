"""django-scim2 on Django's own users and groups, for conformance tests.

It prints the URL of its service on its first line. POST /reset empties it. The
models are the least that its documentation asks for, its adapters are its own.
"""

import logging
import sys
import tempfile
from importlib.abc import Loader as ModuleLoader
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from socketserver import ThreadingMixIn
from types import ModuleType
from wsgiref.simple_server import WSGIRequestHandler
from wsgiref.simple_server import WSGIServer
from wsgiref.simple_server import make_server

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application

logging.disable(logging.CRITICAL)

# The application of the models, which Django wants to be a package.
accounts = ModuleType("accounts")
accounts.__path__ = [str(Path(__file__).parent)]
sys.modules["accounts"] = accounts


class Everybody:
    """Middleware by which each request has a user that is signed in."""

    def __init__(self, get_response):
        """Keep what answers."""
        self.get_response = get_response

    def __call__(self, request):
        """Answer."""
        request.user = type("Client", (), {"is_authenticated": True})()
        return self.get_response(request)


accounts.Everybody = Everybody
store = tempfile.TemporaryDirectory()
settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    AUTH_USER_MODEL="accounts.User",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": store.name + "/db"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "accounts", "django_scim"],
    MIDDLEWARE=["accounts.Everybody", "django_scim.middleware.SCIMAuthCheckMiddleware"],
    ROOT_URLCONF="accounts.urls",
    SCIM_SERVICE_PROVIDER={
        "NETLOC": "127.0.0.1",
        "SCHEME": "http",
        "GROUP_MODEL": "accounts.models.Group",
        "AUTHENTICATION_SCHEMES": [{"type": "oauth2", "name": "OAuth 2", "description": "OAuth 2"}],
    },
    SECRET_KEY="only for tests",
)

routes = ModuleType("accounts.urls")
sys.modules["accounts.urls"] = routes


class Models(MetaPathFinder, ModuleLoader):
    """Makes accounts.models when Django asks for it; the base classes need its settings."""

    def find_spec(self, name, path=None, target=None):
        """Find the one module."""
        return ModuleSpec(name, self) if name == "accounts.models" else None

    def exec_module(self, module):
        """Define a user and a group, as the documentation of django-scim2 does."""
        from django.contrib.auth.models import AbstractUser
        from django.db.models import CharField
        from django.db.models import ManyToManyField
        from django_scim.models import AbstractSCIMGroupMixin
        from django_scim.models import AbstractSCIMUserMixin

        class Group(AbstractSCIMGroupMixin):
            name = CharField(max_length=80, unique=True)

            class Meta:
                app_label = "accounts"

        class User(AbstractSCIMUserMixin, AbstractUser):
            scim_groups = ManyToManyField(Group, related_name="user_set")

            class Meta:
                app_label = "accounts"

        module.Group, module.User = Group, User


sys.meta_path.insert(0, Models())
django.setup()

from accounts import models
from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.urls import include
from django.urls import path

routes.urlpatterns = [path("scim/v2/", include("django_scim.urls"))]
with connection.schema_editor() as editor:
    for model in (ContentType, Permission, AuthGroup, models.Group, models.User):
        editor.create_model(model)


class Server(ThreadingMixIn, WSGIServer):
    """A server that answers each connection in a thread of its own."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """A handler that logs nothing, and does not wait to send the end of an answer."""

    disable_nagle_algorithm = True

    def log_message(self, *args):
        """Log nothing."""


service = get_wsgi_application()


def app(environ, start_response):
    """Serve SCIM, and the one request that is not."""
    if environ["PATH_INFO"] != "/reset":
        return service(environ, start_response)
    models.Group.objects.all().delete()
    models.User.objects.all().delete()
    start_response("204 No Content", [])
    return []


with make_server("127.0.0.1", 0, app, server_class=Server, handler_class=Quiet) as server:
    settings.SCIM_SERVICE_PROVIDER["NETLOC"] = f"127.0.0.1:{server.server_port}"
    print(f"http://127.0.0.1:{server.server_port}/scim/v2", flush=True)
    server.serve_forever()
