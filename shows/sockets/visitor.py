"""Who sits at a socket: asked anew for each request, because hours lie between two of them."""

from functools import cached_property
from importlib import import_module
from types import SimpleNamespace
from typing import Any, cast

from channels.db import database_sync_to_async
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils import translation

from accounts.models import User
from accounts.suspensions import is_suspended
from shows.access import UNLOCKED, Visitor
from streaming.foundation import rate_limits

Session = import_module(settings.SESSION_ENGINE).SessionStore


class SignedOut(Exception):
    """Whoever came as somebody is not that any more; the page comes back as a stranger."""


class SocketVisitor:
    def __init__(self, scope: dict[str, Any]) -> None:
        self._scope = scope
        self.user: User | AnonymousUser = scope["user"]
        self.login: str = scope["session"].session_key or ""

    @property
    def is_somebody(self) -> bool:
        return self.user.is_authenticated

    @cached_property
    def address(self) -> str:
        return rate_limits.address_of(self._request)

    @cached_property
    def language(self) -> str:
        chosen = getattr(self.user, "language", "")
        return chosen or translation.get_language_from_request(self._request)

    async def now(self) -> Visitor:
        """Who they are now, and which passwords they gave; a stranger costs no row."""
        if not self.login:
            return Visitor(AnonymousUser())
        return await database_sync_to_async(self.read)()

    def read(self) -> Visitor:
        """The same, in a thread."""
        if not self.login:
            return Visitor(AnonymousUser())
        session = Session(self.login)
        user = get_user(cast(Any, SimpleNamespace(session=session)))
        if self.is_somebody and (user.pk != self.user.pk or is_suspended(user)):
            raise SignedOut
        known = user if self.is_somebody else AnonymousUser()
        return Visitor(known, frozenset(session.get(UNLOCKED, [])))

    @cached_property
    def _request(self) -> HttpRequest:
        return request_of(self._scope)


def request_of(scope: dict[str, Any]) -> HttpRequest:
    """A request with cookies, address and language, and nothing else."""
    headers = {name.decode("latin-1"): value for name, value in scope["headers"]}
    request, client = HttpRequest(), scope.get("client")
    request.COOKIES = scope.get("cookies", {})
    request.META["REMOTE_ADDR"] = client[0] if client else ""
    for name in ("x-forwarded-for", "accept-language"):
        if name in headers:
            key = f"HTTP_{name.upper().replace('-', '_')}"
            request.META[key] = headers[name].decode("latin-1")
    return request
