"""The STUN and TURN servers that a session is told, as Link headers (RFC 9725 4.6)."""

import base64
import hmac
import time
from hashlib import sha1

from django.conf import settings

TURN_SECONDS = 3600


def links(session: str) -> tuple[str, ...]:
    return tuple(_link(server.strip(), session) for server in settings.ICE_SERVERS)


def _link(server: str, session: str) -> str:
    """Passwords of TURN servers are good for an hour and for this session alone; a server with
    the same secret checks them by itself (coturn: use-auth-secret)."""
    link = f'<{server}>; rel="ice-server"'
    if not server.startswith(("turn:", "turns:")) or not settings.TURN_SECRET:
        return link
    username = f"{int(time.time()) + TURN_SECONDS}:{session[:8]}"
    digest = hmac.new(settings.TURN_SECRET.encode(), username.encode(), sha1).digest()
    password = base64.b64encode(digest).decode()
    return f'{link}; username="{username}"; credential="{password}"; credential-type="password"'
