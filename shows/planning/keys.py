"""Stream keys: issue_key() revoke_key() show_for_key(). The secret leaves issue_key() once."""

import hmac
import secrets
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from streaming.foundation.refusals import Refused

from ..access import can_perform
from ..models import Show, StreamKey
from ..signals import key_revoked
from ..states import State


def digest_of(secret: str) -> str:
    """Peppered with SECRET_KEY: a stolen database alone opens no stage."""
    return hmac.new(
        settings.SECRET_KEY.encode(), f"stream-key:{secret}".encode(), sha256
    ).hexdigest()


def not_a_performer() -> Refused:
    return Refused("key.not_a_performer", _("Only performers of this show have stream keys."))


@transaction.atomic
def issue_key(show: Show, *, holder: User, by: User) -> tuple[StreamKey, str]:
    """A new key for the holder; the old one is worthless with the same commit."""
    if not can_perform(holder, show):
        raise not_a_performer()
    if show.state in (State.ENDED, State.REPLAY, State.CANCELLED):
        raise Refused("show.wrong_moment", _("This show is over; it needs no stream key."))
    for old in show.stream_keys.select_for_update().filter(holder=holder, revoked_at=None):
        revoke_key(old, by=by)
    prefix, rest = secrets.token_hex(4), secrets.token_urlsafe(24)
    secret = f"{prefix}-{rest}"
    key = StreamKey.objects.create(
        show=show, holder=holder, issued_by=by, prefix=prefix, digest=digest_of(secret)
    )
    audit.record(by, "key.issued", show, after={"key": prefix, "holder": holder.username})
    return key, secret


@transaction.atomic
def revoke_key(key: StreamKey, *, by: User | None) -> None:
    """Whoever performs with it is cut off; listeners of key_revoked see to that."""
    if StreamKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()):
        audit.record(by, "key.revoked", key.show, before={"key": key.prefix})
        transaction.on_commit(lambda: key_revoked.send(StreamKey, show=key.show, key=key))


def show_for_key(secret: str) -> StreamKey | None:
    """The live key with this secret, with its show; None for anything else."""
    prefix = secret.partition("-")[0]
    if not prefix.isalnum():  # PostgreSQL refuses the question where SQLite answers no
        return None
    key = (
        StreamKey.objects.select_related("show__creator", "holder")
        .filter(prefix=prefix, revoked_at=None)
        .first()
    )
    if key is None or not hmac.compare_digest(key.digest, digest_of(secret)):
        return None
    if not key.holder.is_active or not can_perform(key.holder, key.show):
        return None
    StreamKey.objects.filter(pk=key.pk).update(last_used_at=timezone.now())
    return key
