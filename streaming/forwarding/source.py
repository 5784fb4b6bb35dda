"""Source: one track, or one simulcast layer of it, as received from the performer.

Each packet is taken once: late, double and empty ones end here. What is kept lies on one clean
line of numbers (timeline.py) whatever the performer does, and waits in the cache for those who
ask again. After a restart nothing is kept before a keyframe, for nobody could decode it.
"""

from collections.abc import Iterable, Mapping

from streaming.wire.extensions import Extension
from streaming.wire.keyframe import keyframe_test
from streaming.wire.opus import silence
from streaming.wire.rtcp import Nack, Pli, ReceiverReport, SenderReport
from streaming.wire.rtp import Rtp
from streaming.wire.serial import difference16, difference32, newer16

from .clocks import PerformerClock, TrackClock
from .codecs import Codec
from .kept import Kept
from .keyframes import Keyframes
from .look import Look
from .losses import Losses
from .packet_cache import Memory, PacketCache
from .picture_ids import UNCHANGED, shift_between, shifted
from .rate import Rate
from .reception import Reception
from .timeline import Timeline

WINDOW = 2048  # duplicates are known this far back, older packets are too late
DROPOUT = 3000  # RFC 3550 A.1: a jump wider than this is another line, if it goes on
GATE_SECONDS = 3.0  # for an encoder whose keyframes we do not recognise
REPORT_EVERY = 1.0
SILENT_SECONDS = 1.0
NEVER = -(1 << 62)
NO_LEVEL = b"\x7f"  # no voice, -127 dB
PASSED_ON = frozenset({Extension.AUDIO_LEVEL, Extension.VIDEO_ORIENTATION})


class Source:
    __slots__ = (
        "key", "codec", "layer", "own_ssrc", "ssrc", "cache", "losses", "keyframes", "timeline",
        "reception", "clock", "rate", "newest", "sent", "opening", "opened_with", "heard_at",
        "keyframe_at", "packets_out", "bytes_out", "counts", "hushed", "_starts_keyframe",
        "_names", "_retired", "_seen", "_newest_in", "_newest_timestamp", "_strange",
        "_gate_since", "_shift", "_follows", "_given_up", "_turn", "_report_at",
        "_opened_at", "_forgotten", "look",
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
        self.cache: PacketCache[Kept] = PacketCache(2048 if codec.video else 256, memory)
        self.losses = Losses()
        self.keyframes = Keyframes()
        self.timeline = Timeline(codec.clock_rate, first_sequence, first_timestamp)
        self.reception = Reception(codec.clock_rate)
        self.clock = TrackClock(codec.clock_rate, clock or PerformerClock())
        self.rate = Rate()
        self.newest: Kept | None = None
        self.sent: Kept | None = None  # the newest that has left, where somebody says so
        self.opening: Kept | None = None  # the first packet of the newest keyframe
        self.opened_with = (0, 0)  # packets and bytes that were kept before it
        self.heard_at: float | None = None
        self.keyframe_at: float | None = None
        self.packets_out = self.bytes_out = 0
        self.counts = {"late": 0, "double": 0, "empty": 0, "gated": 0, "foreign": 0}
        self.hushed = False  # sound is replaced by silence
        self._given_up = self._turn = 0
        self._report_at = 0.0
        self._retired: list[int] = []
        self._begin(codec, extensions or {})

    def restart(
        self,
        codec: Codec | None = None,
        extensions: Mapping[int, Extension] | None = None,
        clock: PerformerClock | None = None,
    ) -> None:
        """Another performer, or the same one anew: the next packet goes on where the line is."""
        self._retired.clear()
        self.ssrc = None
        if clock is not None:
            self.clock.restart(clock)
        self._begin(codec or self.codec, self._names if extensions is None else extensions)

    def receive(self, packet: Rtp, now: float) -> Kept | None:
        """The packet on the outgoing line; None for one that is not to be passed on."""
        if packet.ssrc != self.ssrc and not self._adopt(packet.ssrc, now):
            return None
        sequence = self._unwrapped(packet.sequence)
        if sequence is None:
            return None
        timestamp = packet.timestamp
        if self._newest_timestamp is not None:
            newest = self._newest_timestamp
            timestamp = newest + difference32(timestamp, newest & 0xFFFFFFFF)
        self.heard_at = now
        if self._forgotten is not None and sequence <= self._forgotten:
            self.counts["late"] += 1
            return None
        payload = packet.payload
        keyframe = self._starts_keyframe(payload)
        if self._gate_since is not None and not self._opens(keyframe, bool(payload), now):
            return None
        self._note(sequence, timestamp, now)
        if self.look is not None and payload and sequence == self._newest_in:
            self.look.note(timestamp, payload, keyframe, now)
        if not payload and self.timeline.skip(sequence):
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
        return self._keep(packet, place, keyframe, now)

    def forget(self) -> None:
        """What was sent until now was not for those who come from now on: nobody begins at it, and
        nothing of it is sent again or comes late."""
        self.opening = None
        self._forgotten = self._newest_in
        self.losses.restart()
        self._given_up = self.losses.given_up
        self.cache.forget()

    def leaving(self, burst: Iterable[Kept]) -> None:
        """These are sent now: a feed that leaves the layer leaves it after them."""
        for kept in burst:
            if self.sent is None or newer16(kept.sequence, self.sent.sequence):
                self.sent = kept

    def upstream(self, now: float) -> list[ReceiverReport | Nack | Pli]:
        """What to tell the performer now; to be asked every 10 to 20 ms."""
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
        """The performer's sender report about this line."""
        if report.ssrc != self.ssrc or self._newest_timestamp is None:
            return
        newest = self._newest_timestamp
        timestamp = newest + difference32(report.rtp_timestamp, newest & 0xFFFFFFFF)
        self.reception.heard_report(report.ntp, now)
        self.clock.heard(report, timestamp, now, wall)

    def outgoing_timestamp_at(self, now: float, wall: float) -> int | None:
        """The timestamp of the outgoing line at this moment, for sender reports."""
        timestamp = self.clock.timestamp_at(now, wall)
        return None if timestamp is None else self.timeline.outgoing_timestamp(timestamp)

    def captured_at(self, timestamp: int) -> float | None:
        """When the performer took what has this outgoing timestamp; None before its report."""
        return self.clock.captured_at(self.timeline.incoming_timestamp(timestamp))

    def timestamp_of(self, captured_at: float) -> int | None:
        """The outgoing timestamp of what the performer took then; None before its report."""
        timestamp = self.clock.timestamp_of(captured_at)
        return None if timestamp is None else self.timeline.outgoing_timestamp(timestamp)

    def _begin(self, codec: Codec, extensions: Mapping[int, Extension]) -> None:
        if codec.name != self.codec.name:
            self.newest = None  # its picture numbers mean nothing to the new codec
        self.codec = codec
        self._starts_keyframe = keyframe_test(codec.name)
        self._names = {number: name for number, name in extensions.items() if name in PASSED_ON}
        self._new_line()

    def _new_line(self) -> None:
        self.look = Look(self.codec.name, self.codec.clock_rate) if self.codec.video else None
        self._seen = [NEVER] * WINDOW
        self._newest_in: int | None = None
        self._newest_timestamp: int | None = None
        self._strange: int | None = None
        self._forgotten = None  # the newest that came before forget()
        self._opened_at: int | None = None  # the timestamp of the newest keyframe
        self._gate_since: float | None = NEVER if self.codec.video else None
        self._shift = UNCHANGED
        self._follows = self.newest.payload if self.newest is not None else None
        self.keyframes.restart()
        self.keyframes.wanted = self.codec.video
        self.opening = None
        self.cache.fall_back()
        self.losses.restart()
        self._given_up = self.losses.given_up
        self.reception.restart()
        self.timeline.restart()

    def _adopt(self, ssrc: int, now: float) -> bool:
        """Another SSRC is another encoder of the same performer; a former one is only late.

        Unless the present one has fallen silent.
        """
        if ssrc in self._retired and self.heard_at is not None:
            if now - self.heard_at < SILENT_SECONDS:
                self.counts["foreign"] += 1
                return False
            self._retired.remove(ssrc)
        if self.ssrc is not None:
            self._retired = [*self._retired[-7:], self.ssrc]
            self._new_line()
        self.ssrc = ssrc
        return True

    def _unwrapped(self, number: int) -> int | None:
        newest = self._newest_in
        if newest is None:
            return number
        sequence = newest + difference16(number, newest & 0xFFFF)
        if -WINDOW < sequence - newest <= DROPOUT:
            if self._seen[sequence % WINDOW] == sequence:
                self.counts["double"] += 1
                return None
            return sequence
        if number != self._strange:
            self._strange = (number + 1) & 0xFFFF
            self.counts["late"] += 1
            return None
        self._new_line()
        return number

    def _opens(self, keyframe: bool, filled: bool, now: float) -> bool:
        if self._gate_since is None or self._gate_since == NEVER:
            self._gate_since = now
        if keyframe or (filled and now - self._gate_since > GATE_SECONDS):
            self._gate_since = None
            return True
        self.counts["gated"] += 1
        return False

    def _note(self, sequence: int, timestamp: int, now: float) -> None:
        self._seen[sequence % WINDOW] = sequence
        self.losses.arrived(sequence, now)
        self.reception.arrived(sequence, timestamp, now)
        if self._newest_in is None or sequence > self._newest_in:
            self._newest_in = sequence
            self._newest_timestamp = timestamp
            self._strange = None

    def _keep(self, packet: Rtp, place: tuple[int, int], keyframe: bool, now: float) -> Kept:
        payload = packet.payload
        if self._follows is not None:
            self._shift = shift_between(self.codec.name, self._follows, payload)
            self._follows = None
        if self._shift is not UNCHANGED:
            payload = shifted(self.codec.name, payload, self._shift)
        names = self._names
        carried = {names[n]: value for n, value in packet.extensions.items() if n in names}
        if self.hushed:
            payload = silence(payload)
            if Extension.AUDIO_LEVEL in carried:
                carried[Extension.AUDIO_LEVEL] = NO_LEVEL
        size = len(payload)
        # Each slice of a keyframe says that it is one. Who begins at the second has no parameters,
        # and who asked after the first is not answered by the second.
        begins = keyframe and place[1] != self._opened_at
        kept = Kept(
            place[0], place[1], packet.marker, payload, carried, begins, now, size, self.layer
        )
        if begins:
            self.keyframes.arrived(now)
            self.keyframe_at = now
            self._opened_at = kept.timestamp
            self.opening, self.opened_with = kept, (self.packets_out, self.bytes_out)
            self.cache.hold_from(kept.sequence)
        self.packets_out += 1
        self.bytes_out += size
        self.rate.add(size, now)
        if self.newest is None or newer16(kept.sequence, self.newest.sequence):
            self.newest = kept
        self.cache.put(kept.sequence, kept, size)
        return kept
