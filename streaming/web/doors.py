"""What stands before every socket: the origin and the session."""

from urllib.parse import urlsplit

from channels.auth import AuthMiddlewareStack
from django.conf import settings


class SameOrigin:
    """A page of another origin (scheme, host and port) gets no socket; no origin, no socket.

    Channels' own validator lets anybody in when ALLOWED_HOSTS is "*", as it is on a laptop.
    """

    def __init__(self, inner) -> None:
        self.inner = inner

    async def __call__(self, scope, receive, send):
        if not is_ours(scope):
            await receive()
            return await send({"type": "websocket.close", "code": 4403})
        return await self.inner(scope, receive, send)


def is_ours(scope) -> bool:
    headers = dict(scope.get("headers", []))
    origin = headers.get(b"origin", b"").decode("latin-1")
    if origin == settings.FOOTLIGHTS_URL:
        return True
    if urlsplit(settings.FOOTLIGHTS_URL).scheme == "https":
        return False
    # On a laptop the page may be open under any name of this machine.
    host = headers.get(b"host", b"").decode("latin-1")
    return bool(host) and origin in (f"http://{host}", f"https://{host}")


def guarded(inner) -> SameOrigin:
    return SameOrigin(AuthMiddlewareStack(inner))
