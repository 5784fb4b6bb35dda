"""Source: one track, or one simulcast layer of it, as received from the performer.

Each packet is taken once: late, double and empty ones end here (window.py, gate.py). What is kept
has the numbers of one clean sequence (timeline.py), whatever the performer does, and waits in the
cache for viewers that ask for it again.
"""

from collections.abc import Iterable, Mapping

from streaming.wire.extensions import Extension
from streaming.wire.keyframe import keyframe_test
from streaming.wire.opus import silence
from streaming.wire.rtcp import Nack, Pli, ReceiverReport, SenderReport
from streaming.wire.rtp import Rtp
from streaming.wire.serial import newer16

from .clocks import PerformerClock, TrackClock
from .codecs import Codec
from .gate import Gate
from .keyframes import Keyframes
from .losses import Losses
from .outgoing_packet import OutgoingPacket
from .packet_cache import Memory, PacketCache
from .picture_ids import Continuation
from .picture_stats import PictureStats
from .rate import Rate
from .reception import Reception
from .timeline import Timeline
from .window import Window

REPORT_EVERY = 1.0  # seconds: senders show the loss of the last second
SILENT_SECONDS = 1.0  # an encoder that sends nothing for so long may have been replaced
FORMER_SSRCS = 8  # that are remembered as late; enough for an encoder that starts again and again
PICTURE_PACKETS, SOUND_PACKETS = 2048, 256  # kept in any case: five seconds, for repairs
NO_LEVEL = b"\x7f"  # no voice, -127 dB
# The extensions of a packet that viewers may have; the others are between performer and relay.
PASSED_ON = frozenset({Extension.AUDIO_LEVEL, Extension.VIDEO_ORIENTATION})


class Source:
    __slots__ = (
        "key", "codec", "layer", "own_ssrc", "ssrc", "cache", "losses", "keyframes", "timeline",
        "reception", "clock", "rate", "pictures", "newest", "sent", "opening", "opened_with",
        "heard_at", "keyframe_at", "packets_out", "bytes_out", "counts", "hushed",
        "_starts_keyframe", "_names", "_former", "_window", "_gate", "_picture_ids", "_given_up",
        "_turn", "_report_at", "_opened_at",
    )  # fmt: skip

    def __init__(
        self,
        key: str,
        codec: Codec,
        extensions: Mapping[int, Extension] | None = None,
        *,
        layer: int = 0,
        clock: PerformerClock | None = None,
        own_ssrc: int = 1,
        memory: Memory | None = None,
        first_sequence: int = 1,
        first_timestamp: int = 0,
    ) -> None:
        self.key = key
        self.codec = codec
        self.layer = layer
        self.own_ssrc = own_ssrc
        self.ssrc: int | None = None
        self.cache: PacketCache[OutgoingPacket] = PacketCache(
            PICTURE_PACKETS if codec.video else SOUND_PACKETS, memory
        )
        self.losses = Losses()
        self.keyframes = Keyframes()
        self.timeline = Timeline(codec.clock_rate, first_sequence, first_timestamp)
        self.reception = Reception(codec.clock_rate)
        self.clock = TrackClock(codec.clock_rate, clock or PerformerClock())
        self.rate = Rate()
        self.newest: OutgoingPacket | None = None
        self.sent: OutgoingPacket | None = None  # the newest that has left, where somebody says so
        self.opening: OutgoingPacket | None = None  # the first packet of the newest keyframe
        self.opened_with = (0, 0)  # packets and bytes that were kept before it
        self.heard_at: float | None = None
        self.keyframe_at: float | None = None
        self.packets_out = self.bytes_out = 0
        self.counts = {"late": 0, "double": 0, "empty": 0, "gated": 0, "foreign": 0}
        self.hushed = False  # sound is replaced by silence
        self._given_up = self._turn = 0
        self._report_at = 0.0
        self._former: list[int] = []  # SSRCs
        self._begin(codec, extensions or {})

    def restart(
        self,
        codec: Codec | None = None,
        extensions: Mapping[int, Extension] | None = None,
        clock: PerformerClock | None = None,
    ) -> None:
        """Another performer, or the same one anew: the next packet goes on after the last one."""
        self._former.clear()
        self.ssrc = None
        if clock is not None:
            self.clock.restart(clock)
        self._begin(codec or self.codec, self._names if extensions is None else extensions)

    def receive(self, packet: Rtp, now: float) -> OutgoingPacket | None:
        """The packet with its outgoing numbers; None for one that is not to be passed on."""
        if packet.ssrc != self.ssrc and not self._adopt(packet.ssrc, now):
            return None
        window = self._window
        sequence = window.extended(packet.sequence)
        if sequence is None:
            if not window.has_jumped:
                return None
            self._new_sequence()
            window, sequence = self._window, packet.sequence
        timestamp = window.extended_timestamp(packet.timestamp)
        self.heard_at = now
        if sequence <= window.forgotten:
            self.counts["late"] += 1
            return None
        payload = packet.payload
        keyframe = self._starts_keyframe(payload)
        if self._gate.closed and not self._gate.passes(keyframe, bool(payload), now):
            self.counts["gated"] += 1
            return None
        window.note(sequence, timestamp)
        self.losses.arrived(sequence, now)
        self.reception.arrived(sequence, timestamp, now)
        if self.pictures is not None and payload and sequence == window.newest:
            self.pictures.note(timestamp, payload, keyframe, now)
        place = self._placed(sequence, timestamp, now, filled=bool(payload))
        return None if place is None else self._keep(packet, place, keyframe, now)

    def forget(self) -> None:
        """Forget what was sent until now: nobody begins at it, none of it is sent again, and what
        comes late of it is dropped."""
        self.opening = None
        self._window.forget()
        self.losses.restart()
        self._given_up = self.losses.given_up
        self.cache.forget()

    def leaving(self, burst: Iterable[OutgoingPacket]) -> None:
        """These packets are sent now: a feed that leaves the layer leaves it after them."""
        for kept in burst:
            if self.sent is None or newer16(kept.sequence, self.sent.sequence):
                self.sent = kept

    def upstream(self, now: float) -> list[ReceiverReport | Nack | Pli]:
        """The RTCP to send to the performer now. Call this every 10 to 20 ms."""
        if self.ssrc is None:
            return []
        tell: list[ReceiverReport | Nack | Pli] = []
        if now - self._report_at >= REPORT_EVERY:
            self._report_at = now
            tell.append(ReceiverReport(self.own_ssrc, [self.reception.block(self.ssrc, now)]))
        if missing := self.losses.due(now):
            tell.append(Nack(self.own_ssrc, self.ssrc, [number & 0xFFFF for number in missing]))
        if self.codec.video:
            if self.losses.given_up != self._given_up:
                self._given_up = self.losses.given_up
                self.keyframes.wanted = True
            if self.keyframes.due(now):
                tell.append(Pli(self.own_ssrc, self.ssrc))
        return tell

    def heard_report(self, report: SenderReport, now: float, wall: float) -> None:
        """The performer's sender report about this track."""
        if report.ssrc != self.ssrc or self._window.newest_timestamp is None:
            return
        timestamp = self._window.extended_timestamp(report.rtp_timestamp)
        self.reception.heard_report(report.ntp, now)
        self.clock.heard(report, timestamp, now, wall)

    def outgoing_timestamp_at(self, now: float, wall: float) -> int | None:
        """The outgoing timestamp of this moment, for sender reports."""
        timestamp = self.clock.timestamp_at(now, wall)
        return None if timestamp is None else self.timeline.outgoing_timestamp(timestamp)

    def captured_at(self, timestamp: int) -> float | None:
        """The performer's wall time at this outgoing timestamp; None before its report."""
        return self.clock.captured_at(self.timeline.incoming_timestamp(timestamp))

    def timestamp_of(self, captured_at: float) -> int | None:
        """The outgoing timestamp of what was captured then; None before the performer's report."""
        timestamp = self.clock.timestamp_of(captured_at)
        return None if timestamp is None else self.timeline.outgoing_timestamp(timestamp)

    def _begin(self, codec: Codec, extensions: Mapping[int, Extension]) -> None:
        if codec.name != self.codec.name:
            self.newest = None  # its picture numbers mean nothing to the new codec
        self.codec = codec
        self._starts_keyframe = keyframe_test(codec.name)
        self._names = {number: name for number, name in extensions.items() if name in PASSED_ON}
        self._new_sequence()

    def _new_sequence(self) -> None:
        """The next packet is the first of another sequence, perhaps of another encoder."""
        codec, newest = self.codec, self.newest
        self.pictures = PictureStats(codec.name, codec.clock_rate) if codec.video else None
        self._window = Window(self.counts)
        self._gate = Gate(closed=codec.video)
        self._picture_ids = Continuation(codec.name, newest.payload) if newest is not None else None
        self._opened_at: int | None = None  # the timestamp of the newest keyframe
        self.keyframes.restart()
        self.keyframes.wanted = codec.video
        self.opening = None
        self.cache.fall_back()
        self.losses.restart()
        self._given_up = self.losses.given_up
        self.reception.restart()
        self.timeline.restart()

    def _adopt(self, ssrc: int, now: float) -> bool:
        """Whether packets of another SSRC are taken: it is another encoder of the same performer.

        A former SSRC is only late, unless the present one has fallen silent.
        """
        if ssrc in self._former and self.heard_at is not None:
            if now - self.heard_at < SILENT_SECONDS:
                self.counts["foreign"] += 1
                return False
            self._former.remove(ssrc)
        if self.ssrc is not None:
            self._former = [*self._former[1 - FORMER_SSRCS :], self.ssrc]
            self._new_sequence()
        self.ssrc = ssrc
        return True

    def _placed(
        self, sequence: int, timestamp: int, now: float, *, filled: bool
    ) -> tuple[int, int] | None:
        """The outgoing numbers; None for an empty packet and for one that has no place any more."""
        if not filled and self.timeline.skip(sequence):
            self.counts["empty"] += 1
            return None
        place = self.timeline.place(sequence, timestamp, now)
        if place is None:
            self.counts["late"] += 1
            return None
        if self.timeline.turns != self._turn:
            self._turn = self.timeline.turns
            self.clock.restart()
        self.clock.arrived(timestamp, now)
        return place

    def _keep(
        self, packet: Rtp, place: tuple[int, int], keyframe: bool, now: float
    ) -> OutgoingPacket:
        # Each slice of a keyframe says that it is one. A viewer that begins at the second slice has
        # no parameters, and a request that comes after the first is not answered by the second.
        begins = keyframe and place[1] != self._opened_at
        outgoing = self._made(packet, place, begins, now)
        if begins:
            self.keyframes.arrived(now)
            self.keyframe_at = now
            self._opened_at = outgoing.timestamp
            self.opening, self.opened_with = outgoing, (self.packets_out, self.bytes_out)
            self.cache.hold_from(outgoing.sequence)
        self.packets_out += 1
        self.bytes_out += outgoing.size
        self.rate.add(outgoing.size, now)
        if self.newest is None or newer16(outgoing.sequence, self.newest.sequence):
            self.newest = outgoing
        self.cache.put(outgoing.sequence, outgoing, outgoing.size)
        return outgoing

    def _made(
        self, packet: Rtp, place: tuple[int, int], begins: bool, now: float
    ) -> OutgoingPacket:
        payload, names = packet.payload, self._names
        if self._picture_ids is not None:
            payload = self._picture_ids.continued(payload)
        carried = {names[n]: value for n, value in packet.extensions.items() if n in names}
        if self.hushed:
            payload = silence(payload)
            if Extension.AUDIO_LEVEL in carried:
                carried[Extension.AUDIO_LEVEL] = NO_LEVEL
        sequence, timestamp = place
        return OutgoingPacket(
            sequence, timestamp, packet.marker, payload, carried, begins, now, len(payload),
            self.layer,
        )  # fmt: skip
