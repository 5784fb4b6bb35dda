"""How often the API may be asked: by scope, for each token, else member, else address."""

from typing import TYPE_CHECKING, Any

from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import SimpleRateThrottle

from streaming.wire.network import network_of

from ..models import PersonalToken

if TYPE_CHECKING:  # at run time it imports this very file
    from rest_framework.views import APIView


class ScopedThrottle(SimpleRateThrottle):
    """`read` for what only looks, `write` for what changes; a view may name its own scope for
    its changes: `throttle_scope = "keys"`."""

    def __init__(self) -> None:
        """The rate is known with the request, not before."""

    def allow_request(self, request: Request, view: "APIView") -> bool:
        self.scope = _scope(request, view)
        rates: dict[str, Any] = api_settings.DEFAULT_THROTTLE_RATES
        self.rate = rates[self.scope]
        self.num_requests, self.duration = self.parse_rate(self.rate)
        return super().allow_request(request, view)

    def get_cache_key(self, request: Request, view: "APIView") -> str:
        return self.cache_format % {"scope": self.scope, "ident": self._asker(request)}

    def _asker(self, request: Request) -> str:
        if isinstance(request.auth, PersonalToken):
            return f"token-{request.auth.pk}"
        if request.user.is_authenticated:
            return f"user-{request.user.pk}"
        # Behind a Unix socket the server knows no address.
        return f"address-{network_of(self.get_ident(request) or '')}"


def _scope(request: Request, view: "APIView") -> str:
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return "read"
    return getattr(view, "throttle_scope", "write")
