"""What hosts do while the show is on: raise_curtain() take_back() pause() go_on() keep_waiting()
end() reopen() mute() remove() restore(). Each asks whether they may; hosting.py is the only writer
of Mute and Removal.
"""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from streaming.foundation.refusals import Refused

from .. import signals
from ..access import can_host, can_let_back, can_mute, can_perform, can_send_off
from ..locking import lock_show
from ..models import Mute, Removal, Show
from . import grace, on_air, reopening, taking_back
from .appearances import somebody_sends
from .too_early import is_too_early, too_early


@transaction.atomic
def raise_curtain(show: Show, *, by: User, early: bool = False) -> None:
    """The show is live from now on. Somebody has to be sending; before the doors `early` has to be
    True."""
    _check(show, by)
    locked = lock_show(show)
    if not early and is_too_early(locked):
        raise too_early(locked)
    if not somebody_sends(show):
        raise Refused("stage.empty", _("Nobody performs yet. Ask again in a moment."))
    on_air.go_live(show, by=by)


def take_back(show: Show, *, by: User) -> None:
    """Announce the show again: its start was a mistake."""
    _check(show, by)
    taking_back.take_back(show, by=by)


def keep_waiting(show: Show, *, by: User) -> None:
    """Begin the grace of an interrupted show anew."""
    _check(show, by)
    grace.keep_waiting(show)


def reopen(show: Show, *, by: User) -> None:
    """Go on with a show that ended because nobody came back."""
    _check(show, by)
    reopening.reopen(show, by=by)


def pause(show: Show, *, by: User) -> None:
    _check(show, by)
    on_air.pause(show, by=by)


@transaction.atomic
def go_on(show: Show, *, by: User) -> None:
    """The break is over."""
    _check(show, by)
    lock_show(show)
    on_air.unpause(show, by=by, somebody_sends=somebody_sends(show))


def end(show: Show, *, by: User) -> None:
    _check(show, by)
    on_air.end(show, by=by)


@transaction.atomic
def mute(show: Show, part: str, *, by: User, muted: bool) -> None:
    """The relay forwards their sound no more, or again. Twice is once."""
    user = _performer(show, part, by)
    _check_may(can_mute if muted else can_let_back, show, user, by)
    if muted:
        _row, changed = Mute.objects.get_or_create(
            show=show, user=user, ended_at=None, defaults={"muted_by": by}
        )
    else:
        rows = Mute.objects.filter(show=show, user=user, ended_at=None)
        changed = bool(rows.update(ended_at=timezone.now(), ended_by=by))
    if changed:
        audit.record(by, "part.muted" if muted else "part.unmuted", show, after={"part": part})
    told = {"show": show, "part": part, "muted": muted}
    transaction.on_commit(lambda: signals.part_muted.send(Show, **told))
    transaction.on_commit(lambda: signals.stage_changed.send(Show, show=show))


@transaction.atomic
def remove(show: Show, part: str, *, by: User) -> None:
    """They leave the stage at once, and cannot come back before restore(). Twice is once."""
    user = _performer(show, part, by)
    _check_may(can_send_off, show, user, by)
    _row, new = Removal.objects.get_or_create(
        show=show, user=user, restored_at=None, defaults={"removed_by": by}
    )
    if new:
        audit.record(by, "part.removed", show, after={"part": part})
        transaction.on_commit(lambda: signals.part_removed.send(Show, show=show, user=user))
        transaction.on_commit(lambda: signals.stage_changed.send(Show, show=show))


@transaction.atomic
def restore(show: Show, part: str, *, by: User) -> None:
    """They may come back."""
    user = _performer(show, part, by)
    _check_may(can_let_back, show, user, by)
    removed = Removal.objects.filter(show=show, user=user, restored_at=None)
    if removed.update(restored_at=timezone.now(), restored_by=by):
        audit.record(by, "part.restored", show, after={"part": part})
        transaction.on_commit(lambda: signals.stage_changed.send(Show, show=show))


def _check(show: Show, by: User) -> None:
    if not can_host(by, show):
        raise Refused("stage.not_host", _("Only hosts of the show direct it."), status=403)


def _check_may(rule: Callable[[User, Show, User], bool], show: Show, other: User, by: User) -> None:
    if rule(by, show, other):
        return
    sentence = _("You can’t mute or remove yourself, or the person who made the show.")
    if rule is can_let_back:
        sentence = _("You can’t let yourself back. Another host can.")
    raise Refused("stage.host_stays", sentence)


def _performer(show: Show, part: str, by: User) -> User:
    """Whoever has this part, with the show held. A part that nobody has is not there."""
    _check(show, by)
    lock_show(show)
    user = User.objects.filter(username=part).first()
    if user is not None and (can_perform(user, show) or _was_on_stage(show, user)):
        return user
    raise Refused("cast.unknown_part", _("Nobody performs in this part."), status=400)


def _was_on_stage(show: Show, user: User) -> bool:
    return show.appearances.filter(user=user).exists()
