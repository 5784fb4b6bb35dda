"""A lane: one picture or one sound of one part, from its sources to the feeds of its viewers.

A lane outlives its performer: whoever takes the part over, or comes back, goes on in the same
line of numbers. Viewers whose wiring is equal, and who never switched their layer or did so at the
same keyframe, get the very same bytes: these are made once for all of them.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from streaming.control.commands import PictureLine
from streaming.forwarding.catch_up import opening_of
from streaming.forwarding.clocks import PerformerClock
from streaming.forwarding.codecs import Codec, same
from streaming.forwarding.fanout import Wiring, pad_burst, plain_packet, rtx_packet
from streaming.forwarding.feed import Feed
from streaming.forwarding.negotiation import Offered, Track
from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.forwarding.packet_cache import Memory
from streaming.forwarding.redundancy import redundant
from streaming.forwarding.source import Source
from streaming.forwarding.stretch import Stretch
from streaming.wire.extensions import Extension

from .latecomers import Latecomers
from .outbox import Batch, Destination, Outbox, batches_of

if TYPE_CHECKING:
    from .viewer import Viewer

Seat = tuple["Viewer", Feed]
SameBytes = tuple[Wiring, Stretch | None, int | None]  # feeds with equal ones get the same bytes
Alike = tuple[Feed, list[Destination]]


@dataclass(slots=True, frozen=True)
class Group:
    """Viewers who get the very same bytes. One of their feeds speaks for all."""

    feed: Feed
    batches: list[Batch]

    def packets(self, burst: list[OutgoingPacket], send_time: bytes) -> list[bytes]:
        feed, wiring = self.feed, self.feed.wiring
        if feed.red is not None and burst:
            cache, plain = feed.sources[burst[0].layer].cache, wiring.payload_type
            burst = [redundant(kept, cache, plain) for kept in burst]
            wiring = replace(wiring, payload_type=feed.red)
        placed = burst if feed.straight else [one for kept in burst if (one := feed.place(kept))]
        return pad_burst([plain_packet(kept, wiring, send_time) for kept in placed])


def same_bytes(feed: Feed) -> SameBytes:
    return feed.wiring, feed.shift, feed.red


class Lane:
    def __init__(self, key: str, codec: Codec, memory: Memory, ready: "dict[Lane, None]") -> None:
        """`ready` is where this lane puts itself when it has packets to forward."""
        self.key, self.codec, self._memory, self._ready = key, codec, memory, ready
        self.stream = key.partition("/")[0]  # lanes of one part are played in step
        self.sources: list[Source] = []
        self.layer_names: list[str] = []
        self.ssrc, self.rtx_ssrc = secrets.randbits(31) | 1, secrets.randbits(31) | 1
        self.feeds: dict[Viewer, Feed] = {}
        self.hushed = False
        self.stale = True  # the grouping below is to be made again
        self._groups: list[list[Group]] = []
        self._waiting: list[list[Seat]] = []
        self._kept: list[list[OutgoingPacket]] = []
        self._latecomers = Latecomers()

    def offered(self) -> Offered:
        return Offered(self.key, self.codec, self.ssrc, self.rtx_ssrc, self.stream)

    def pictures(self, now: float, *, limited: bool) -> Iterator[PictureLine]:
        """Each layer of this picture that comes in, as it can be told from outside."""
        for source in self.sources:
            stats, bitrate = source.pictures, int(source.rate.bits(now))
            if stats is None or not bitrate:
                continue
            width, height = stats.size or (0, 0)
            yield PictureLine(
                self.stream, str(self.codec), bitrate, round(stats.fps(now), 1), width, height,
                round(stats.keyframe_seconds, 2), stats.is_reordered(now), limited,
            )  # fmt: skip

    def sizes(self) -> Iterator[tuple[str, str]]:
        """Of each layer by its name, as 1280x720; empty before its first keyframe."""
        for name, source in zip(self.layer_names, self.sources, strict=False):
            size = source.pictures.size if source.pictures is not None else None
            yield name, f"{size[0]}x{size[1]}" if size else ""

    def take(
        self, track: Track, extensions: Mapping[int, Extension], clock: PerformerClock
    ) -> None:
        """Another performer, or the same one anew: each layer goes on where its line is."""
        self.codec, self.layer_names = track.codec, list(track.rids)
        for source in self.sources:
            source.restart(track.codec, extensions, clock)
        while len(self.sources) < track.layers:
            layer = len(self.sources)
            source = Source(
                self.key, track.codec, extensions, layer=layer, clock=clock, memory=self._memory
            )
            self.sources.append(source)
            self._kept.append([])
            for feed in self.feeds.values():
                feed.sources.append(source)
        for feed in self.feeds.values():
            if feed.target >= track.layers and not feed.paused:
                feed.choose(track.layers - 1)
            feed.target = min(feed.target, track.layers - 1)
        self.hush(self.hushed)
        self.stale = True

    def hush(self, hushed: bool) -> None:
        """Sound goes on as silence: in the same line of numbers, as long and as often."""
        ends, self.hushed = self.hushed and not hushed, hushed
        for source in self.sources:
            source.hushed = hushed and not self.codec.video
            if ends and not self.codec.video:
                source.forget()  # what comes late was said before

    def out_of(self, codec: Codec) -> list["Viewer"]:
        """Viewers who have agreed to nothing that plays this codec."""
        wired = ((viewer, feed.wiring.codec) for viewer, feed in self.feeds.items())
        return [viewer for viewer, agreed in wired if agreed and not same(codec, agreed)]

    def choose(self, feed: Feed, wish: str, *, hasty: bool = False) -> None:
        """auto, audio, or the name of a layer."""
        self.stale = True
        if wish == "audio" and self.codec.video:
            feed.pause()
        elif wish in self.layer_names:
            feed.choose(self.layer_names.index(wish), hasty=hasty and feed.layer is not None)
        elif feed.paused:
            feed.choose(0)

    def keep(self, kept: OutgoingPacket) -> None:
        """Forwarded with the others of this moment, as one burst."""
        self._kept[kept.layer].append(kept)
        self._ready[self] = None

    def forward(self, outbox: Outbox, send_time: bytes) -> Iterator[int]:
        """Everything that was kept goes to everybody. Pauses after each batch of the crowd, with
        the bytes that were sent to it."""
        for layer, burst in enumerate(self._kept):
            if burst:
                self._kept[layer] = []
                self.sources[layer].leaving(burst)
                yield from self._forward(layer, burst, outbox, send_time)

    def _forward(
        self, layer: int, burst: list[OutgoingPacket], outbox: Outbox, send_time: bytes
    ) -> Iterator[int]:
        if self.stale:
            self._regroup()
        for group in self._groups[layer]:
            made = group.packets(burst, send_time)
            for batch in group.batches:
                yield outbox.burst(made, (batch,))
        if waiting := self._waiting[layer]:
            yield self._begin(waiting, burst, outbox, send_time)

    def _begin(
        self, waiting: Sequence[Seat], burst: list[OutgoingPacket], outbox: Outbox, send_time: bytes
    ) -> int:
        """Those who wait for a keyframe of this layer: here it may be. Many begin at once."""
        beginners: dict[tuple[SameBytes, int], Alike] = {}
        for viewer, feed in waiting:
            if feed.layer == feed.target:
                continue  # a latecomer since the last grouping
            placed = [feed.place(kept) for kept in burst]
            first = next((number for number, one in enumerate(placed) if one is not None), None)
            if first is None or viewer.destination is None:
                continue
            self.stale = True
            self._latecomers.leave(viewer)  # one that hurried after another layer
            alike = beginners.setdefault((same_bytes(feed), first), (feed, []))
            alike[1].append(viewer.destination)
        sent = 0
        for (_, first), (feed, destinations) in beginners.items():
            group = Group(feed, batches_of(destinations))
            sent += outbox.burst(group.packets(burst[first:], send_time), group.batches)
        return sent

    def _regroup(self) -> None:
        self.stale, late = False, self._latecomers.here
        layers = range(len(self.sources))
        alike: list[dict[SameBytes, Alike]] = [{} for _ in layers]
        self._waiting = [[] for _ in layers]
        for viewer, feed in self.feeds.items():
            if viewer.destination is None or viewer.stopped:
                continue
            if feed.layer is not None and viewer not in late:
                same = alike[feed.layer].setdefault(same_bytes(feed), (feed, []))
                same[1].append(viewer.destination)
            if feed.target != feed.layer and not feed.paused:
                self._waiting[feed.target].append((viewer, feed))
        self._groups = [
            [Group(feed, batches_of(destinations)) for feed, destinations in crowd.values()]
            for crowd in alike
        ]

    def begin(self, feed: Feed, now: float, *, patient: bool) -> None:
        """A viewer is connected. A patient one begins at the last keyframe where there is one. For
        that one, and for one that wants no picture, nobody is asked for a keyframe."""
        self.stale = True
        source = self.sources[feed.target]
        feed.patient = patient and self.codec.video and opening_of(source, now) is not None
        if not (feed.patient or feed.paused):
            feed.start()

    def refresh(self, viewer: "Viewer", now: float) -> None:
        """They cannot go on without a keyframe. Where the performer gives none on request, they
        begin again at the last one."""
        feed = self.feeds[viewer]
        layer = feed.layer
        if not feed.ask_keyframe(now) or layer is None:
            return
        source = self.sources[layer]
        if source.keyframes.deaf(now) and self._latecomers.again(viewer, feed, source, now):
            self.stale = True

    def catch_up(self, outbox: Outbox, now: float, send_time: bytes) -> Iterator[None]:
        """Those whom no keyframe comes for begin with the last one; see latecomers.py. Pauses as
        forward() does."""
        for source, waiting in zip(self.sources, self._waiting, strict=False):
            if waiting and self._latecomers.admit(waiting, source, now):
                self.stale = True
        if self._latecomers.is_busy:
            for arrived in self._latecomers.go_on(outbox, now, send_time):
                self.stale = self.stale or arrived
                yield

    def send_again(
        self, viewer: "Viewer", sequences: Sequence[int], outbox: Outbox, now: float, stamp: bytes
    ) -> None:
        """What this viewer missed, within its budget."""
        feed = self.feeds[viewer]
        if viewer.destination is None or viewer.stopped or feed.paused:
            return
        for kept in feed.asked_again(sequences, now):
            number = feed.resending.next_rtx_sequence()
            outbox.seal(viewer.destination, rtx_packet(kept, feed.wiring, number, stamp))

    def seat(self, viewer: "Viewer", wiring: Wiring) -> Feed:
        self.feeds[viewer] = feed = Feed(wiring, self.sources)
        self.stale = True
        return feed

    def rest(self) -> None:
        """The performer has left: keep no old keyframe for newcomers."""
        for source in self.sources:
            source.cache.fall_back()

    def forget(self) -> None:
        """Whoever has not got what was sent until now does not get it later."""
        for source in self.sources:
            source.forget()

    def close(self) -> None:
        for source in self.sources:
            source.cache.clear()

    def leave(self, viewer: "Viewer") -> None:
        self._latecomers.leave(viewer)
        if self.feeds.pop(viewer, None) is not None:
            self.stale = True
