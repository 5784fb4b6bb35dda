"""Personal tokens: issue_token() revoke_token() revoke_all() token_for_secret().

A secret reads `fl_<prefix>_<rest>`, leaves issue_token() once, and only its digest is kept.
"""

import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from streaming.foundation.refusals import Refused
from streaming.foundation.text import clean_line

from . import audit, signals
from .models import PersonalToken, User

MOST_TOKENS = 20
USE_NOTED_EVERY = timedelta(minutes=1)


def digest_of(secret: str) -> str:
    """Peppered with SECRET_KEY: a stolen database alone opens nothing."""
    return hmac.new(
        settings.SECRET_KEY.encode(), f"personal-token:{secret}".encode(), sha256
    ).hexdigest()


@transaction.atomic
def issue_token(
    user: User, *, name: str, scopes: Iterable[str], expires_at: datetime | None = None
) -> tuple[PersonalToken, str]:
    """A new token and its secret, which nobody can read again."""
    prefix = secrets.token_hex(4)
    secret = f"fl_{prefix}_{secrets.token_urlsafe(32)}"
    _check_expiry(expires_at)
    _check_room(user)
    token = PersonalToken.objects.create(
        user=user,
        name=_checked_name(name),
        prefix=prefix,
        digest=digest_of(secret),
        scopes=_checked_scopes(scopes),
        expires_at=expires_at,
    )
    audit.record(user, "token.issued", user, after={"token": prefix, "scopes": token.scopes})
    return token, secret


@transaction.atomic
def revoke_token(token: PersonalToken, *, by: User | None) -> None:
    """Worthless with the commit; twice is once."""
    open_ones = PersonalToken.objects.filter(pk=token.pk, revoked_at=None)
    if open_ones.update(revoked_at=timezone.now()):
        audit.record(by, "token.revoked", token.user, before={"token": token.prefix})
        over = {"user": token.user, "token": token}
        transaction.on_commit(lambda: signals.token_revoked.send(User, **over))


def good_tokens(user: User) -> QuerySet[PersonalToken]:
    """Those that open something still."""
    now = timezone.now()
    return user.tokens.filter(revoked_at=None).exclude(expires_at__lte=now)


def revoke_all(user: User, *, by: User | None) -> None:
    """MOST_TOKENS bounds how many there are."""
    for token in user.tokens.filter(revoked_at=None):
        revoke_token(token, by=by)


def token_for_secret(secret: str) -> PersonalToken | None:
    """The token with this secret, if it is good and its owner is still here; else None.

    Whether the owner is suspended is asked afterwards, in accounts/api/permissions.py: whoever has
    the secret may know why it opens nothing for now.
    """
    start, _dash, rest = secret.partition("_")
    prefix = rest.partition("_")[0]
    if start != "fl" or not prefix.isascii() or not 0 < len(prefix) <= 12:
        return None
    token = PersonalToken.objects.select_related("user").filter(prefix=prefix).first()
    if token is None or not hmac.compare_digest(token.digest, digest_of(secret)):
        return None
    if not is_good(token) or not token.user.is_active:
        return None
    _note_use(token)
    return token


def is_good(token: PersonalToken) -> bool:
    """Neither revoked nor past its day."""
    if token.revoked_at is not None:
        return False
    return token.expires_at is None or token.expires_at > timezone.now()


def _note_use(token: PersonalToken) -> None:
    """Once a minute is enough: a busy script must not write a row with every call."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > USE_NOTED_EVERY:
        PersonalToken.objects.filter(pk=token.pk).update(last_used_at=now)
        token.last_used_at = now


def _checked_name(name: str) -> str:
    name = clean_line(name, 60, field="name")
    if not name:
        raise Refused("token.no_name", _("Say what it is for."), status=400, field="name")
    return name


def _checked_scopes(scopes: Iterable[str]) -> list[str]:
    wanted = set(scopes)
    if not wanted or not wanted <= set(PersonalToken.Scope.values):
        raise Refused(
            "token.unknown_scope",
            _("Choose at least one thing that the token may do."),
            status=400,
            field="scopes",
        )
    return [scope for scope in PersonalToken.Scope.values if scope in wanted]


def _check_expiry(expires_at: datetime | None) -> None:
    if expires_at is not None and expires_at <= timezone.now():
        raise Refused(
            "token.expires_in_past",
            _("That day is over. Choose one to come."),
            status=400,
            field="expires_at",
        )


def _check_room(user: User) -> None:
    if user.tokens.filter(revoked_at=None).count() >= MOST_TOKENS:
        raise Refused(
            "token.too_many",
            _("You have %(count)d tokens. Revoke one that you no longer need.")
            % {"count": MOST_TOKENS},
        )
