"""The door for servers: uvicorn and daphne both take `streaming.asgi:application`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "streaming.settings")

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.core.asgi import get_asgi_application  # noqa: E402

# Before any consumer is imported: this loads the apps.
pages = get_asgi_application()

from chat.people import logins  # noqa: E402
from chat.routing import sockets as of_chats  # noqa: E402
from streaming.site.assets.static_cache import StaticCache  # noqa: E402
from streaming.site.health.metrics import CountedAnswers  # noqa: E402
from streaming.site.requests.bounds import BodyLimits  # noqa: E402
from streaming.stage.doors.socket_checks import guarded  # noqa: E402
from streaming.stage.socket.routing import sockets as of_shows  # noqa: E402

sockets = guarded(URLRouter([*of_shows, *of_chats]), logins.person)
rooms = ProtocolTypeRouter({"http": StaticCache(BodyLimits(pages)), "websocket": sockets})
application = CountedAnswers(rooms)
