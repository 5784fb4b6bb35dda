"""What a show is at one moment, for all its sockets at once: read() writes the envelope show.state
as the audience and as the cast may know it.
"""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from accounts.suspensions import is_suspended
from shows.access import can_see, can_watch, will_be_let_in
from shows.air.appearances import on_stage
from shows.air.grace import waits_until
from shows.air.reopening import reopens_until
from shows.air.taking_back import takes_back_until
from shows.models import Appearance, Broadcast, CastMember, Show
from shows.states import ON_AIR, OVER, State
from streaming.foundation.sockets.envelopes import say

from ..dispatch import relay_for
from ..doors.authentication import NOBODY

SENDING = Appearance.State.SENDING


@dataclass(frozen=True)
class HouseState:
    """One reading of the rows of a show.

    What is `open_to_…` is so to strangers: to know of it, to come once it is on, to watch it now.
    Then it is to everybody, whoever they are (access.py gives strangers the least), and no row has
    to be asked about this visitor. `guests` may know of it where strangers may not: its cast, and
    who has a seat. Who is suspended or signs out is shown out by a hint of their own.
    """

    show: Show
    relay: str
    open_to_see: bool
    open_to_come: bool
    open_to_watch: bool
    insiders: frozenset[int]
    guests: frozenset[int]
    for_audience: str
    for_cast: str

    def is_known_to(self, user: Any) -> bool:
        """Whether this person may know of the show, as far as these rows say; those who keep order
        on the site may in any case."""
        return self.open_to_see or user.pk in self.guests

    def envelope(self, user: Any) -> str:
        """What this person is told of it."""
        return self.for_cast if user.pk in self.insiders else self.for_audience


def read(slug: str) -> HouseState | None:
    """None where there is no such show."""
    show = Show.objects.select_related("creator").filter(slug=slug).first()
    if show is None:
        return None
    cast = [one for one in show.cast.exclude(answer=CastMember.Answer.DECLINED) if one.user_id]
    hosts = {one.user_id for one in cast if one.part == CastMember.Part.HOST} | {show.creator_id}
    performers = _performers(show, hosts)
    outside = _state(show, show.state) | {"performers": performers}
    inside = outside | _second_thoughts(show)
    on_air = show.state in ON_AIR
    seen = [one for one in performers if not one["removed"]] if on_air else []
    outside |= {"state": str(show.audience_state), "performers": seen}
    insiders = frozenset({one.user_id for one in cast if one.user_id} | {show.creator_id})
    return HouseState(
        show=show,
        relay=relay_for(show),
        open_to_see=can_see(NOBODY, show),
        open_to_come=will_be_let_in(NOBODY, show),
        open_to_watch=on_air and can_watch(NOBODY, show),
        insiders=insiders,
        guests=_guests(show, insiders),
        for_audience=say("show.state", **outside),
        for_cast=say("show.state", **inside),
    )


def _guests(show: Show, insiders: frozenset[int]) -> frozenset[int]:
    """A show that is out of sight has none."""
    if show.hidden_at is not None or is_suspended(show.creator):
        return frozenset()
    if show.access != Show.Access.INVITATION or show.state == State.DRAFT:
        return insiders
    return insiders.union(show.seats.values_list("user_id", flat=True))


def _second_thoughts(show: Show) -> dict[str, Any]:
    """What hosts may undo, and until when."""
    back, again = takes_back_until(show), reopens_until(show)
    return {
        "takes_back_until": back and back.isoformat(),
        "reopens_until": again and again.isoformat(),
    }


def _state(show: Show, state: str) -> dict[str, Any]:
    last: Broadcast | None = show.broadcasts.order_by("-number").first()
    running = last if last is not None and last.ended_at is None else None
    until = waits_until(show)
    has_begun = last is not None and state in ON_AIR | OVER
    return {
        "state": str(state),
        "paused": state == State.INTERMISSION,
        "interrupted_until": until and until.isoformat(),
        "starts_at": show.starts_at.isoformat(),
        "doors_at": show.doors_at.isoformat(),
        "live_since": last.started_at.isoformat() if last and has_begun else None,
        "seats_left": show.seats_left,
        "viewers": running.viewer_count if running and state in ON_AIR else None,
    }


def _performers(show: Show, hosts: set[int | None]) -> list[dict[str, Any]]:
    """Who is on stage or on the way there, hosts first, then as they came; last who was removed."""
    muted = set(show.mutes.filter(ended_at=None).values_list("user_id", flat=True))
    removals = show.removals.filter(restored_at=None).select_related("user").order_by("pk")
    removed = {one.user_id: one.user for one in removals}

    def line(user: User, appearance: Appearance | None) -> dict[str, Any]:
        return {
            "part": user.username,
            "name": user.name,
            "is_host": user.pk in hosts,
            "is_creator": user.pk == show.creator_id,
            "sending": appearance is not None and appearance.state == SENDING,
            "muted": user.pk in muted,
            "removed": appearance is None,
            "layers": appearance.layers if appearance else [],
        }

    here = [line(one.user, one) for one in _present(show) if one.user_id not in removed]
    away = [line(user, None) for user in removed.values()]
    return [*sorted(here, key=lambda one: not one["is_host"]), *away]


def _present(show: Show) -> list[Appearance]:
    """One session of each: of two, as while a part is taken over, the one that sends."""
    here: dict[int, Appearance] = {}
    for one in on_stage(show).select_related("user").order_by("pk"):
        before = here.get(one.user_id)
        if before is None or before.state != SENDING or one.state == SENDING:
            here[one.user_id] = one
    return list(here.values())
