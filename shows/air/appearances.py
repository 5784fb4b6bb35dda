"""Appearing on stage: appear() answered() arrived() fell_silent() left() lost() somebody_sends().
The only writers of Appearance.

Web lets somebody appear and a relay says what became of it. What follows for the show is decided
here: the first picture of a host after the doors opened raises the curtain (a guest alone waits
for a host to say so), and when nobody sends any more the show is interrupted until somebody does.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from streaming.foundation.refusals import Refused

from .. import signals
from ..access import can_host, is_sent_off
from ..models import Appearance, Show, StreamKey
from ..states import COMING, ON_AIR, State, wrong_moment
from .on_air import go_live, interrupt, resume

Is = Appearance.State
MAY_APPEAR = COMING | ON_AIR
# Who was let in and sends nothing for so long has no right to the part any more.
PATIENCE = timedelta(seconds=10)
# A relay notices after so long that a performer fell silent; then the part is free.
FREE_SECONDS = 2
LOST, REPLACED = "lost", "replaced"


@transaction.atomic
def appear(
    show: Show,
    *,
    user: User,
    key: StreamKey | None,
    relay: str,
    take_over: bool = False,
) -> Appearance:
    """A new session for this performer, with an epoch above all that were before.

    The row of the show is locked: of two who ask at once the second knows of the first. Somebody
    who sends, or was let in a moment ago, keeps the part unless the new one wants to take over;
    an encoder that begins anew with its key takes the place of what it left behind.
    """
    locked = Show.objects.select_for_update().get(pk=show.pk)
    if locked.state not in MAY_APPEAR:
        raise wrong_moment(locked.state)
    part = user.username
    if is_sent_off(user, show):
        raise Refused("stage.removed", _("The host has taken you off the stage."), status=403)
    _check_elsewhere(show, user)
    if not take_over and any(_holds(other, key) for other in on_stage(show).filter(part=part)):
        sentence = _("Somebody performs in this part already. Send take_over to take their place.")
        raise Refused("stage.taken", sentence, retry_after=FREE_SECONDS)
    session = secrets.token_urlsafe(24)
    _announce(show)
    return Appearance.objects.create(
        show=show, user=user, key=key, part=part, session=session, relay=relay
    )


def _check_elsewhere(show: Show, user: User) -> None:
    """Nobody performs in two shows at once; with the person's row locked, so that of two doors
    that they knock at in the same moment the second knows of the first."""
    User.objects.select_for_update().get(pk=user.pk)
    others = user.appearances.exclude(show=show).exclude(state=Is.LEFT)
    if any(_holds(other, None) for other in others):
        sentence = _("You are on stage in another show. Leave it first.")
        raise Refused("stage.elsewhere", sentence, retry_after=FREE_SECONDS)


def _holds(other: Appearance, key: StreamKey | None) -> bool:
    if other.state == Is.WAITING:
        same = key is not None and other.key_id == key.pk
        return not same and other.asked_at > timezone.now() - PATIENCE
    return other.state == Is.SENDING


def on_stage(show: Show) -> QuerySet[Appearance]:
    """The sessions of performers that are not over."""
    return show.appearances.exclude(state=Is.LEFT)


def answered(session: str, *, boot: str, layers: Sequence[str] = ()) -> None:
    """The relay has let them in, and takes their picture in these layers. What ends with another
    of its runs is nothing to them. Its report that media flows may have come before."""
    known = Appearance.objects.filter(session=session)
    known.filter(boot="").update(boot=boot)
    if layers and (appearance := known.select_related("show").first()):
        appearance.layers = [*layers]
        appearance.save(update_fields=["layers"])
        _announce(appearance.show)


@transaction.atomic
def arrived(session: str, *, boot: str = "") -> None:
    """Media flows, for the first time or again. The lost may be found; who left has left."""
    appearance = _locked(session)
    if appearance is None or (appearance.state == Is.LEFT and appearance.left_reason != LOST):
        return
    appearance.state, appearance.left_at, appearance.left_reason = Is.SENDING, None, ""
    appearance.boot = boot or appearance.boot
    appearance.save(update_fields=["state", "left_at", "left_reason", "boot"])
    show = appearance.show
    if show.state == State.DOORS and can_host(appearance.user, show):
        go_live(show, by=appearance.user)
    elif show.state == State.INTERRUPTED:
        resume(show, by=appearance.user)
    _announce(show)


@transaction.atomic
def fell_silent(session: str) -> None:
    """Nothing comes, and it may come again."""
    appearance = _locked(session)
    if appearance is not None and appearance.state == Is.SENDING:
        appearance.state = Is.SILENT
        appearance.save(update_fields=["state"])
        _interrupt_if_empty(appearance.show)
        _announce(appearance.show)


@transaction.atomic
def left(session: str, *, reason: str) -> None:
    """The session is over, whoever ended it. Twice is once."""
    appearance = _locked(session)
    if appearance is not None and appearance.state != Is.LEFT:
        _leave(appearance, reason)
        if reason != REPLACED or not _somebody_comes(appearance):
            _interrupt_if_empty(appearance.show)


@transaction.atomic
def lost(relay: str, *, but: str = "") -> int:
    """A relay has ended and everybody on it with it, except those of this boot and whom it is being
    asked about; how many performers. Of the audience there are no rows: who watches hears of it
    through stage_lost."""
    for show in _held_by(relay):
        transaction.on_commit(partial(signals.stage_lost.send, Show, show=show, boot=but))
    sessions = Appearance.objects.filter(relay=relay).exclude(state=Is.LEFT)
    if but:
        asked = {"boot": "", "state": Is.WAITING, "asked_at__gt": timezone.now() - PATIENCE}
        sessions = sessions.exclude(boot=but).exclude(**asked)
    found = list(sessions.values_list("session", flat=True))
    for session in found:
        left(session, reason=LOST)
    return len(found)


def _held_by(relay: str) -> list[Show]:
    """The shows whose stage is on this relay, with or without a performer at the moment."""
    held = Show.objects.filter(state__in=MAY_APPEAR, appearances__relay=relay)
    return list(held.distinct())


def somebody_sends(show: Show) -> bool:
    return show.appearances.filter(state=Is.SENDING).exists()


def a_host_sends(show: Show) -> bool:
    """Whether somebody sends whose picture raises the curtain."""
    sending = show.appearances.filter(state=Is.SENDING).select_related("user")
    return any(can_host(one.user, show) for one in sending)


def _announce(show: Show) -> None:
    transaction.on_commit(lambda: signals.stage_changed.send(Show, show=show))


def _locked(session: str) -> Appearance | None:
    """The appearance with its show, both held until the end of the transaction: show first."""
    known = Appearance.objects.filter(session=session).values_list("show", flat=True).first()
    if known is None:
        return None
    show = Show.objects.select_for_update(of=("self",)).select_related("creator").get(pk=known)
    appearance = Appearance.objects.select_for_update(of=("self",)).select_related("user")
    found = appearance.filter(session=session).first()
    if found is not None:
        found.show = show
    return found


def _leave(appearance: Appearance, reason: str) -> None:
    appearance.state, appearance.left_at = Is.LEFT, timezone.now()
    appearance.left_reason = reason[:40]
    appearance.save(update_fields=["state", "left_at", "left_reason"])
    over = {"show": appearance.show, "session": appearance.session, "reason": reason}
    transaction.on_commit(lambda: signals.session_over.send(Show, **over))
    _announce(appearance.show)


def _somebody_comes(gone: Appearance) -> bool:
    """Whether whoever took this part over may send any moment."""
    coming = gone.show.appearances.filter(part=gone.part, state=Is.WAITING, pk__gt=gone.pk)
    return coming.filter(asked_at__gt=timezone.now() - PATIENCE).exists()


def _interrupt_if_empty(show: Show) -> None:
    if show.state == State.LIVE and not somebody_sends(show):
        interrupt(show)
