"""The STUN and TURN servers that a session is told: links() as headers (RFC 9725 4.6), servers() as
RTCPeerConnection takes them."""

import base64
import hmac
import secrets
import time
from hashlib import sha1

from django.conf import settings

TURN_SECONDS = 3600  # a client that connects later asks anew


def links(session: str) -> tuple[str, ...]:
    return tuple(_link(server) for server in _servers(session))


def servers() -> list[dict[str, str]]:
    return _servers(secrets.token_urlsafe(6))


def _servers(session: str) -> list[dict[str, str]]:
    return [_server(server.strip(), session) for server in settings.ICE_SERVERS]


def _link(server: dict[str, str]) -> str:
    link = f'<{server["urls"]}>; rel="ice-server"'
    if "username" not in server:
        return link
    username, credential = server["username"], server["credential"]
    return f'{link}; username="{username}"; credential="{credential}"; credential-type="password"'


def _server(urls: str, session: str) -> dict[str, str]:
    """Passwords of TURN servers are good for an hour and for this session alone; a server with
    the same secret checks them by itself (coturn: use-auth-secret)."""
    if not urls.startswith(("turn:", "turns:")) or not settings.TURN_SECRET:
        return {"urls": urls}
    username = f"{int(time.time()) + TURN_SECONDS}:{session[:8]}"
    digest = hmac.new(settings.TURN_SECRET.encode(), username.encode(), sha1).digest()
    return {"urls": urls, "username": username, "credential": base64.b64encode(digest).decode()}
