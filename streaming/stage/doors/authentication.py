"""Authenticates WHIP and WHEP requests: by stream key, personal token or session; else a stranger.

These doors take no CSRF token, so a session counts only together with an Origin that is ours: a
page of somebody else can send its visitors' cookies, and cannot send our Origin.
"""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import PersonalToken, User
from accounts.tokens import token_for_secret
from shows.access import Visitor, can_perform, find_show, visitor_of
from shows.models import Show, StreamKey
from shows.planning.keys import show_for_key
from streaming.foundation import rate_limits
from streaming.foundation.refusals import Refused, not_found

from ..sessions import open_sessions
from .socket_checks import is_our_origin

NOBODY = Visitor(AnonymousUser())


def performer_at(request: HttpRequest, slug: str) -> tuple[Show, User, StreamKey | None]:
    """The show, the performer and their key; without a key they are signed in."""
    if secret := bearer(request):
        key = _key(request, secret)
        if key.show.slug != slug:
            raise not_found()
        return key.show, key.holder, key
    visitor = _of_session(request)
    if not isinstance(visitor.user, User):
        raise not_known()
    show = find_show(visitor, slug)
    if not can_perform(visitor.user, show):
        raise not_found()
    return show, visitor.user, None


def visitor_at(request: HttpRequest, slug: str) -> Visitor:
    """Who wants to watch: by a stream key of the show, a personal token or a session; else a
    stranger."""
    secret = bearer(request)
    if not secret:
        return _of_session(request)
    if secret.startswith("fl_"):
        return Visitor(_token(request, secret).user)
    key = _key(request, secret)
    if key.show.slug != slug:
        raise not_found()
    return Visitor(key.holder)


def login_of(request: HttpRequest) -> str:
    """What they came with, so that it ends with that: the key of the session that they are signed
    in with, or what stands for their secret; see streaming/stage/sessions/open_sessions.py."""
    if secret := bearer(request):
        if secret.startswith("fl_"):
            return open_sessions.of_token(_token(request, secret).pk)
        return open_sessions.of_key(_key(request, secret).pk)
    if not _of_session(request).user.is_authenticated:
        return ""
    return request.session.session_key or ""


def bearer(request: HttpRequest) -> str:
    """The secret that is sent along; empty for none."""
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if not scheme:
        return ""
    if scheme.lower() != "bearer" or not secret.strip():
        raise not_known()
    return secret.strip()


def not_known(error: str = "") -> Refused:
    """The same refusal for every show, so that it does not tell which shows exist."""
    sentence = _("Send a stream key of this show as Authorization: Bearer.")
    challenge = f'Bearer realm="stage"{error}'
    return Refused("key.unknown", sentence, status=401, headers={"WWW-Authenticate": challenge})


def _key(request: HttpRequest, secret: str) -> StreamKey:
    who = rate_limits.address_of(request)
    rate_limits.check("key", who, rate_limits.WRONG_KEYS)
    key = show_for_key(secret)
    if key is None:
        rate_limits.count("key", who, rate_limits.WRONG_KEYS)
        raise not_known(', error="invalid_token"')
    return key


def _token(request: HttpRequest, secret: str) -> PersonalToken:
    who = rate_limits.address_of(request)
    rate_limits.check("key", who, rate_limits.WRONG_KEYS)
    token = token_for_secret(secret)
    if token is None or PersonalToken.Scope.SHOWS_READ not in token.scopes:
        rate_limits.count("key", who, rate_limits.WRONG_KEYS)
        raise not_known(', error="invalid_token"')
    return token


def _of_session(request: HttpRequest) -> Visitor:
    origin, host = request.headers.get("Origin", ""), request.headers.get("Host", "")
    return visitor_of(request) if is_our_origin(origin, host) else NOBODY
