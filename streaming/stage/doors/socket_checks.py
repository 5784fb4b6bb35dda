"""What every socket passes first: origin, limit by address, outages, session."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from channels.auth import AuthMiddleware
from channels.sessions import CookieMiddleware, SessionMiddleware
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http.request import split_domain_port, validate_host

from accounts.models import User
from shows.sockets.consumer import TOO_FAST
from shows.sockets.visitor import request_of
from streaming.foundation import outages, rate_limits
from streaming.foundation.sockets import database
from streaming.wire.network import network_of

TRY_AGAIN_LATER = 1013  # of the registry that RFC 6455 made


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
    origin, host = (headers.get(name, b"").decode("latin-1") for name in (b"origin", b"host"))
    return is_our_origin(origin, host)


def is_our_origin(origin: str, host: str) -> bool:
    """Whether a page of this origin is one of ours, asked under this name of the site."""
    if origin == settings.FOOTLIGHTS_URL:
        return True
    if settings.PUBLIC_URL:
        return False
    # On a laptop the page may be open under any name of this machine, and under no other.
    known = validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)
    return known and origin in (f"http://{host}", f"https://{host}")


class SignedIn(AuthMiddleware):
    """Who has this session, asked for on a connection that stays open: one of its own for each
    socket would cost more than everything else that letting somebody in does."""

    def __init__(self, inner, person: Callable[[str], User | None]) -> None:
        super().__init__(inner)
        self.person = person

    async def resolve_scope(self, scope) -> None:
        key = scope["session"].session_key
        known = await database.ask(self.person, key) if key else None
        scope["user"]._wrapped = known or AnonymousUser()


class CloseOnOutage:
    """During an outage close sockets with 1013, “try again later”.

    Without it the handshake would fail, or an open socket would end as if the line were cut."""

    def __init__(self, inner) -> None:
        self.inner = inner

    async def __call__(self, scope, receive, send):
        accepted = False

        async def noticing(message):
            nonlocal accepted
            accepted = accepted or message["type"] == "websocket.accept"
            await send(message)

        try:
            await self.inner(scope, receive, noticing)
        except Exception as error:
            if not outages.is_outage(error):
                raise
            outages.log_outage(error, scope["path"])
            with suppress(OSError, RuntimeError):  # it may be over by now
                if not accepted:
                    await send({"type": "websocket.accept"})
                await send({"type": "websocket.close", "code": TRY_AGAIN_LATER})


class SocketLimit:
    """At most ADDRESS_SOCKETS sockets of one network in this process, shows and chats together."""

    def __init__(self, inner) -> None:
        self.inner = inner
        self.open: Counter[str] = Counter()

    async def __call__(self, scope, receive, send):
        address = network_of(rate_limits.address_of(request_of(scope)))
        if self.open[address] >= settings.ADDRESS_SOCKETS:
            # Accept first: a page cannot read the close code of a socket that never opened.
            await receive()
            await send({"type": "websocket.accept"})
            return await send({"type": "websocket.close", "code": TOO_FAST})
        self.open[address] += 1
        try:
            return await self.inner(scope, receive, send)
        finally:
            self.open[address] -= 1
            if not self.open[address]:
                del self.open[address]


def guarded(inner, person: Callable[[str], User | None]) -> SameOrigin:
    """`person` finds whoever is signed in with a session."""
    signed_in = CookieMiddleware(SessionMiddleware(SignedIn(inner, person)))
    return SameOrigin(SocketLimit(CloseOnOutage(signed_in)))
