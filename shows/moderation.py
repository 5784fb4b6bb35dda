"""Keeping order from outside the cast: hide() unhide() revoke_keys() why_hidden()."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import AuditRecord, User
from accounts.roles import is_moderator
from streaming.foundation.refusals import Refused

from .models import Show, StreamKey
from .planning.keys import revoke_key
from .signals import state_changed


@transaction.atomic
def hide(show: Show, *, by: User, reason: str) -> None:
    """Out of sight for everybody but its creator and those who keep order. Whoever is on air is
    cut off, since can_perform() now says no; the state stays as it is. Twice is once."""
    _check(by)
    now = timezone.now()
    if not Show.objects.filter(pk=show.pk, hidden_at=None).update(hidden_at=now, changed_at=now):
        return
    show.hidden_at = now
    _tell(show, "show.hidden", by, before=False, reason=reason)
    revoke_keys(show, by=by)


@transaction.atomic
def unhide(show: Show, *, by: User, reason: str = "") -> None:
    """Where it was before, for everybody. Stream keys are not given back."""
    _check(by)
    hidden = Show.objects.filter(pk=show.pk, hidden_at__isnull=False)
    if not hidden.update(hidden_at=None, changed_at=timezone.now()):
        return
    show.hidden_at = None
    _tell(show, "show.unhidden", by, before=True, reason=reason)


@transaction.atomic
def revoke_keys(show: Show, *, by: User | None) -> int:
    """End every stream key of a show; each revocation is its own line in the record."""
    return _revoke_all(show.stream_keys.filter(revoked_at=None), by)


@transaction.atomic
def revoke_keys_of(holder: User, *, by: User | None = None) -> int:
    """End every stream key of a person, in whatever show: they are suspended, or gone."""
    return _revoke_all(StreamKey.objects.filter(holder=holder, revoked_at=None), by)


def why_hidden(show: Show) -> str:
    """The reason that was given when it was hidden; for its creator's eyes."""
    if show.hidden_at is None:
        return ""
    records = AuditRecord.objects.filter(
        target_kind="show", target_id=str(show.pk), verb="show.hidden"
    )
    return records.values_list("reason", flat=True).first() or ""


def _revoke_all(keys, by: User | None) -> int:
    found = list(keys.select_related("show", "holder"))
    for key in found:
        revoke_key(key, by=by)
    return len(found)


def _check(by: User) -> None:
    if not is_moderator(by):
        raise Refused("show.not_yours", _("Only moderators hide shows."), status=403)


def _tell(show: Show, verb: str, by: User, *, before: bool, reason: str) -> None:
    audit.record(
        by, verb, show, before={"hidden": before}, after={"hidden": not before}, reason=reason
    )
    transaction.on_commit(lambda: state_changed.send(Show, show=show))
