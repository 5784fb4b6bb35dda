"""A stage: the live place of one show. Who performs on it, who watches, and what flows between.

Fencing: for one part the highest epoch wins, whatever order commands arrive in, so two performers
of the same part are never both forwarded. A stage is interrupted when all its performers are
silent; that is told per performer, and web decides what it means for the show.
"""

import time
from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from streaming.control import commands, reports
from streaming.forwarding.clocks import PerformerClock
from streaming.forwarding.negotiation import Offered, Track
from streaming.forwarding.refusal import Refusal
from streaming.wire.extensions import Extension, abs_send_time

from .lane import Lane
from .peer import Peer
from .performer import Performer
from .viewer import Viewer

if TYPE_CHECKING:
    from .relay import Relay

COUNT_SECONDS = 1.0
TICKS_A_TURN = 40  # every viewer has its turn once a second


class Stage:
    def __init__(self, relay: "Relay", name: str) -> None:
        self.relay, self.name = relay, name
        self.lanes: dict[str, Lane] = {}
        self.performers: dict[str, Performer] = {}  # by part
        self.viewers: dict[str, Viewer] = {}  # by session
        self._rota: deque[Viewer] = deque()  # whose turn it is to be told how it goes
        self._epochs: dict[str, int] = {}
        self._news: list[reports.Report] = []
        self._counted, self._counted_at = -1, relay.now()

    def everybody(self) -> list[Peer]:
        return [*self.performers.values(), *self.viewers.values()]

    # ── coming and going

    def check_epoch(self, part: str, epoch: int) -> None:
        if epoch <= self._epochs.get(part, -1):
            raise Refusal("stage.older_epoch", "Somebody took this part over since then.", 409)

    def take_over(self, performer: Performer) -> Performer | None:
        """The part is theirs from this moment on; whoever had it is returned, to be let go."""
        part = performer.part
        self.check_epoch(part, performer.epoch)
        self._epochs[part] = performer.epoch
        older = self.performers.get(part)
        self.performers[part] = performer
        performer.enter()
        return older

    def await_answer(self, viewer: Viewer) -> None:
        """They are here, and get nothing before they have answered our offer."""
        self.viewers[viewer.session] = viewer

    def seat(self, viewer: Viewer) -> None:
        self.viewers[viewer.session] = viewer
        self._rota.append(viewer)
        viewer.sit_down()
        viewer.pause(self.is_paused)

    def leave(self, peer: Peer, reason: str) -> list[reports.Report]:
        """What web is told about it."""
        if isinstance(peer, Performer):
            if self.performers.get(peer.part) is peer:
                peer.rest()
                del self.performers[peer.part]
            return [reports.PerformerLeft(self.name, peer.session, peer.part, peer.epoch, reason)]
        self.viewers.pop(peer.session, None)
        for lane in self.lanes.values():
            if isinstance(peer, Viewer):
                lane.leave(peer)
        said: list[reports.Report] = [reports.SessionEnded(self.name, peer.session, reason)]
        if not self.viewers and self._counted > 0:
            self._counted = 0
            said.append(reports.AudienceCounted(self.name, 0))
        return said

    def close(self) -> None:
        """Give all memory back; the last peer has left."""
        for lane in self.lanes.values():
            lane.close()
            self.relay.ready.pop(lane, None)

    def lane(
        self,
        key: str,
        track: Track,
        extensions: Mapping[int, Extension],
        clock: PerformerClock,
    ) -> Lane:
        """The lane with this key, for this track from now on. Viewers of it go on if what they
        agreed to plays this codec too; the others have to ask anew."""
        lane = self.lanes.get(key)
        if lane is not None:
            waiting = (one for one in self.viewers.values() if not one.could_play(key, track.codec))
            for viewer in [*lane.out_of(track.codec), *waiting]:
                self.relay.let_go(viewer, "codec")
        if lane is None or lane.codec.name != track.codec.name:
            if lane is not None:
                lane.close()
            lane = self.lanes[key] = Lane(key, track.codec, self.relay.memory, self.relay.ready)
            lane.hush(lane.stream in self.hushed)
        lane.take(track, extensions, clock)
        return lane

    def offered(self) -> list[Offered]:
        """The tracks that a viewer can have."""
        return [lane.offered() for lane in self.lanes.values()]

    # ── what flows

    @property
    def hushed(self) -> set[str]:
        """The parts of which no sound is forwarded."""
        return self.relay.hushed.get(self.name, set())

    def hush(self) -> None:
        """What is hushed has changed."""
        for lane in self.lanes.values():
            lane.hush(lane.stream in self.hushed)

    @property
    def is_paused(self) -> bool:
        said = self.relay.pauses.get(self.name)
        return said is not None and said.paused

    def pause(self, *, ends: bool) -> None:
        """An interval begins or ends. At its end, what performers sent meanwhile goes to the cast
        and is forgotten; the audience begins with the next keyframe."""
        if ends:
            stamp = abs_send_time(self.relay.now())
            for lane in self.lanes.values():
                deque(lane.forward(self.relay.outbox, stamp), maxlen=0)
                lane.forget()
        for viewer in self.viewers.values():
            viewer.pause(self.is_paused)

    def catch_up(self, now: float) -> Iterator[None]:
        """What is due to those who came late."""
        for lane in list(self.lanes.values()):
            yield from lane.catch_up(self.relay.outbox, now, abs_send_time(now))

    def tick(self, now: float) -> None:
        wall = time.time()
        for performer in self.performers.values():
            performer.tick(now)
            self._note(performer, now)
        for _ in range(len(self._rota) // TICKS_A_TURN + 1):
            if self._rota:
                viewer = self._rota.popleft()
                if self.viewers.get(viewer.session) is viewer:
                    viewer.tick(now, wall)
                    self._rota.append(viewer)

    def _note(self, performer: Performer, now: float) -> None:
        about = (self.name, performer.session, performer.part, performer.epoch)
        if (change := performer.change(now)) is not None:
            self.relay.courier.tell(change(*about))
        if dropped := performer.bitrate_limit.news(now):
            self.relay.courier.tell(reports.PerformerLimited(*about, dropped))

    def news(self, now: float) -> Iterator[reports.Report]:
        """How many watch, if that changed; at most once in COUNT_SECONDS."""
        if now - self._counted_at >= COUNT_SECONDS:
            self._counted_at = now
            count = self.audience
            if count != self._counted:
                self._counted = count
                yield reports.AudienceCounted(self.name, count)

    @property
    def audience(self) -> int:
        return sum(viewer.receives for viewer in self.viewers.values())

    def describe(self) -> commands.StageLine:
        now = self.relay.now()
        rate = sum(source.rate.bits(now) for lane in self.lanes.values() for source in lane.sources)
        layers = [name for lane in self.lanes.values() for name in lane.layer_names]
        return commands.StageLine(
            self.name,
            len(self.performers),
            self.audience,
            int(rate),
            tuple(layers),
            tuple(sorted(self.hushed)),
            tuple(line for lane in self.lanes.values() for line in self._pictures(lane, now)),
            self.is_paused,
        )

    def _pictures(self, lane: Lane, now: float) -> Iterator[commands.PictureLine]:
        performer = self.performers.get(lane.stream)
        return lane.pictures(
            now, limited=performer is not None and performer.bitrate_limit.is_reached(now)
        )
