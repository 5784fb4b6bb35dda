"""A small world in one thread and no time at all: performer, relay, viewers, and bad lines.

Seeded and pure: every run of a seed is the same run. A line loses and delays each packet by its
own dice, so that packets overtake each other.
"""

import heapq
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from streaming.forwarding.codecs import VP8
from streaming.forwarding.fanout import Wiring
from streaming.forwarding.feed import Feed
from streaming.forwarding.losses import Losses
from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.forwarding.source import Source
from streaming.wire.rtcp import Nack, Pli, ReportBlock, SenderReport
from streaming.wire.rtp import Rtp
from streaming.wire.serial import Unwrapper16

from .packets import packet

TICK = 0.005
FRAME_EVERY = 1 / 30
PACKETS_OF_A_FRAME = 8
WALL = 1_700_000_000.0


@dataclass
class Line:
    """One direction of a way through the network."""

    dice: random.Random
    loss: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0
    sent: int = 0
    _flying: list[tuple[float, int, Any]] = field(default_factory=list)

    def send(self, thing: Any, now: float) -> None:
        self.sent += 1
        if self.dice.random() >= self.loss:
            delay = self.delay + self.dice.uniform(-self.jitter, self.jitter)
            heapq.heappush(self._flying, (now + delay, self.sent, thing))

    def arrived(self, now: float) -> Iterator[tuple[float, Any]]:
        while self._flying and self._flying[0][0] <= now:
            at, _, thing = heapq.heappop(self._flying)
            yield at, thing


@dataclass
class Performer:
    """Sends frames; again what is asked for within two seconds; a keyframe when asked."""

    up: Line
    ssrc: int = 1000
    sequence: int = 65_000
    picture: int = 0
    keyframe_wanted: bool = True
    keyframes: int = 0
    next_frame: float = 0.0
    history: dict[int, tuple[float, Rtp]] = field(default_factory=dict)

    def tick(self, now: float) -> None:
        while self.next_frame <= now:
            key, self.keyframe_wanted = self.keyframe_wanted, False
            self.keyframes += key
            self.picture = (self.picture + 1) & 0x7FFF
            for index in range(PACKETS_OF_A_FRAME):
                self.sequence = (self.sequence + 1) & 0xFFFF
                made = packet(
                    self.sequence,
                    round(self.next_frame * 90_000),
                    key=key and index == 0,
                    ssrc=self.ssrc,
                    marker=index == PACKETS_OF_A_FRAME - 1,
                    picture=self.picture,
                )
                self.history[self.sequence] = now, made
                self.up.send(made, now)
            self.next_frame += FRAME_EVERY

    def hear(self, told: Any, now: float) -> None:
        if isinstance(told, Pli):
            self.keyframe_wanted = True
        elif isinstance(told, Nack):
            for number in told.sequences:
                at, made = self.history.get(number, (-9.0, None))
                if made is not None and now - at < 2.0:
                    self.up.send(made, now)


@dataclass
class Viewer:
    """Counts what it gets, and asks again for what it misses."""

    feed: Feed
    down: Line
    back: Line
    seen: set[int] = field(default_factory=set)
    first: int | None = None
    highest: int = -1
    unwrapper: Unwrapper16 = field(default_factory=Unwrapper16)
    losses: Losses = field(default_factory=Losses)
    pictures: list[tuple[int, int]] = field(default_factory=list)

    def get(self, kept: OutgoingPacket, now: float) -> None:
        number = self.unwrapper.unwrap(kept.sequence)
        if self.first is None:
            self.first = number
        self.seen.add(number)
        self.highest = max(self.highest, number)
        self.losses.arrived(number, now)

    def hear(self, report: SenderReport, now: float) -> None:
        last = report.ntp >> 16 & 0xFFFFFFFF
        self.back.send(ReportBlock(report.ssrc, 0, 0, self.highest, 0, last, 0), now)

    def ask(self, now: float) -> None:
        if missing := self.losses.due(now):
            self.back.send([number & 0xFFFF for number in missing], now)

    def residual(self, settled: int) -> float:
        """The share never received of what was sent, the last packets left out."""
        first = self.first or 0
        last = self.highest - settled
        return sum(number not in self.seen for number in range(first, last)) / (last - first)


class World:
    """One performer, one relay, some viewers; bad lines where they are asked for."""

    def __init__(self, seed: int, viewers: int = 1, up_loss: float = 0.0, down_loss: float = 0.0):
        self.dice = random.Random(seed)
        self.now = 0.0
        self.next_report = 1.0
        self.performer = Performer(self.line(up_loss))
        self.to_performer = self.line(up_loss)
        self.source = Source("camera", VP8)
        wiring = Wiring("camera", 96, 97, "0", 7000, 7001)
        self.viewers = [
            Viewer(Feed(wiring, [self.source]), self.line(down_loss), self.line(down_loss))
            for _ in range(viewers)
        ]

    def line(self, loss: float) -> Line:
        """100 ± 30 ms when it is a bad line, else the next room."""
        if loss:
            return Line(self.dice, loss, 0.100, 0.030)
        return Line(self.dice, 0.0, 0.002, 0.0)

    def go_on(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end:
            self.now += TICK
            self.tick()

    def tick(self) -> None:
        now = self.now
        self.performer.tick(now)
        for at, told in self.to_performer.arrived(now):
            self.performer.hear(told, at)
        for at, made in self.performer.up.arrived(now):
            kept = self.source.receive(made, at)
            if kept is not None:
                self.fan_out(kept, now)
        for told in self.source.upstream(now):
            self.to_performer.send(told, now)
        for viewer in self.viewers:
            self.serve(viewer, now)
        if now >= self.next_report:
            self.next_report = now + 1.0

    def fan_out(self, kept: OutgoingPacket, now: float) -> None:
        for viewer in self.viewers:
            placed = viewer.feed.place(kept)
            if placed is not None:
                viewer.down.send(placed, now)

    def serve(self, viewer: Viewer, now: float) -> None:
        if now >= self.next_report and (report := viewer.feed.sender_report(now, WALL + now)):
            viewer.down.send(report, now)
        for at, told in viewer.back.arrived(now):
            if isinstance(told, ReportBlock):
                viewer.feed.report_block(told, at)
                continue
            for kept in viewer.feed.asked_again(told, at):
                viewer.down.send(kept, at)
        for at, thing in viewer.down.arrived(now):
            if isinstance(thing, SenderReport):
                viewer.hear(thing, at)
            else:
                viewer.get(thing, at)
        viewer.ask(now)
