"""Feed: one track as sent to one viewer.

Most feeds are `straight`: the viewer gets the source's own numbers, and with them the same bytes
as everybody with the same wiring. Only a viewer that switched its layer, paused or is catching up
has numbers of its own (stretch.py).
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

from streaming.wire.ntp import ntp64
from streaming.wire.rtcp import ReportBlock, SenderReport

from .catch_up import CatchUp
from .fanout import Wiring
from .keyframe_requests import KeyframeRequests
from .outgoing_packet import OutgoingPacket
from .resending import GENEROUS, USUAL, Resending
from .round_trip import RoundTrip
from .source import Source
from .stretch import End, Stretch, late_stretch, next_stretch

STRETCHES = 6  # that are remembered: what a viewer asks for again lies in the last one or two


class Feed:
    __slots__ = (
        "wiring", "sources", "target", "paused", "hasty", "missed", "lossy", "patient", "again_at",
        "resending", "round_trip", "_catch_up", "_stretch", "_stretches", "_end", "_carried",
        "_from", "_keyframe_requests",
    )  # fmt: skip

    def __init__(self, wiring: Wiring, sources: Sequence[Source], layer: int = 0) -> None:
        self.wiring = wiring
        self.sources = list(sources)
        self.target = layer
        self.paused = self.hasty = False
        self.missed = 0  # packets that were asked for again, each as often as it was
        self.lossy = False  # it gets more of what is sent again, and sound twice and three times
        self.patient = False  # it begins at the last keyframe, and wishes for none
        self.again_at = float("-inf")  # when it may begin there once more
        self.resending = Resending()
        self.round_trip = RoundTrip()
        self._keyframe_requests = KeyframeRequests()
        self._catch_up: CatchUp | None = None
        self._stretch: Stretch | None = None
        self._stretches: deque[Stretch] = deque(maxlen=STRETCHES)
        self._end: End | None = None  # of the last stretch that ended
        # Packets and bytes: sent in former stretches, and kept by the source before this one.
        self._carried = self._from = (0, 0)

    @property
    def layer(self) -> int | None:
        """The layer that is being sent; None before the first keyframe and while paused."""
        return self._stretch.layer if self._stretch is not None else None

    @property
    def straight(self) -> bool:
        """Whether each packet of the layer goes out as everybody else gets it."""
        return self._stretch is not None and self._stretch.straight

    @property
    def red(self) -> int | None:
        """The payload type of sound that carries the packets before it; None: it does not."""
        return self.wiring.red_payload_type if self.lossy else None

    @property
    def shift(self) -> Stretch | None:
        """What the numbers are changed by: equal for those who switched at the same keyframe."""
        return None if self.straight else self._stretch

    @property
    def is_new(self) -> bool:
        """Nothing was ever sent, and something is wanted."""
        return self._stretch is None and self._end is None and not self.paused

    # ── what is sent

    def start(self) -> None:
        """The viewer is connected: it needs a keyframe to begin with."""
        self._wish_for(self.target)

    def choose(self, layer: int, *, hasty: bool = False) -> None:
        """Switch to a layer, from its next keyframe on; until then the present one goes on. A hasty
        viewer would rather begin at the last keyframe than wait long for the next one."""
        self.paused, self.hasty = False, hasty
        self.target = layer
        if layer != self.layer:
            self._wish_for(layer)

    def pause(self) -> None:
        """Send nothing of this track, until a layer is chosen again."""
        self.paused = True
        self._finish()

    def begin_late(self, catch_up: CatchUp, now: float) -> None:
        """Begin at a keyframe that everybody else has had; what follows is hurried() until then.

        A feed that has begun already goes on with its next number, wherever that leads.
        """
        source, hurries = catch_up.source, self._catch_up is not None
        self._finish()
        self._begin(late_stretch(catch_up, self._end, now))
        self._catch_up, self.hasty = catch_up, False
        self._from = (source.packets_out, source.bytes_out) if hurries else source.opened_with

    def give_up(self) -> None:
        """The path does not carry the hurry: send nothing until the next keyframe."""
        self._finish()

    def caught_up(self) -> None:
        """The viewer gets what all get."""
        self._catch_up = None

    def hurried(self, packet: OutgoingPacket) -> OutgoingPacket:
        """The packet as this viewer gets it while it catches up."""
        return packet if self._stretch is None else self._renumbered(packet, self._stretch)

    def place(self, packet: OutgoingPacket) -> OutgoingPacket | None:
        """The packet with this viewer's numbers: `packet` itself when the feed is straight."""
        stretch = self._stretch
        if stretch is None or packet.layer != stretch.layer:
            if self.paused or packet.layer != self.target:
                return None
            source = self.sources[packet.layer]
            if not packet.keyframe and source.codec.video:
                return None
            self._finish()
            stretch = self._begin(next_stretch(packet, source, self._end))
            # The packet that begins the stretch is already counted by its source.
            self._from = (source.packets_out - 1, source.bytes_out - packet.size)
        elif not stretch.holds(packet.sequence + stretch.sequence, packet.arrived_at):
            return None
        return packet if stretch.straight else self._renumbered(packet, stretch)

    # ── what the viewer says

    def asked_again(self, sequences: Sequence[int], now: float) -> list[OutgoingPacket]:
        """What to send again of what the viewer misses, each for its own RTX number."""
        self.missed += len(sequences)
        self.resending.earn(self.totals()[1], (GENEROUS if self.lossy else USUAL).share)
        # A viewer that catches up fills its path itself.
        manner = GENEROUS if self.lossy and self._catch_up is None else USUAL
        if not self.wiring.rtx_ssrc:  # without RTX a second copy is a duplicate
            manner = replace(manner, copies=1)
        return self.resending.choose(sequences, self._sent, manner, self.round_trip.seconds, now)

    def ask_keyframe(self, now: float) -> bool:
        """The viewer asks for a keyframe. True: the source's next `upstream` sends the wish on."""
        if self.paused or not self._keyframe_requests.ask(now):
            return False
        self._wish_for(self.target if self._stretch is None else self._stretch.layer)
        return True

    def report_block(self, block: ReportBlock, now: float) -> None:
        """What the viewer says it received."""
        self.round_trip.answered(block, now)

    # ── what the viewer is told

    def totals(self) -> tuple[int, int]:
        """Packets and payload bytes sent, without those that were sent again."""
        packets, size = self._carried
        if self._stretch is None:
            return packets, size
        source = self.sources[self._stretch.layer]
        return packets + source.packets_out - self._from[0], size + source.bytes_out - self._from[1]

    def sender_report(self, now: float, wall: float) -> SenderReport | None:
        """What the viewer needs to play this track in time with the others."""
        if self._stretch is None:
            return None
        timestamp = self.sources[self._stretch.layer].outgoing_timestamp_at(now, wall)
        if timestamp is None:
            return None
        ntp = ntp64(wall)
        self.round_trip.report_sent(ntp, now)
        packets, size = self.totals()
        return SenderReport(
            ssrc=self.wiring.ssrc,
            ntp=ntp,
            rtp_timestamp=(timestamp + self._stretch.timestamp) & 0xFFFFFFFF,
            packets=packets & 0xFFFFFFFF,
            octets=size & 0xFFFFFFFF,
            blocks=[],
        )

    # ── stretches

    def _wish_for(self, layer: int) -> None:
        if self.sources[layer].codec.video:
            self.sources[layer].keyframes.wanted = True

    def _begin(self, stretch: Stretch) -> Stretch:
        self._stretch = stretch
        self._stretches.append(stretch)
        return stretch

    def _finish(self) -> None:
        """Remember where the present stretch ends, for the next one to go on there."""
        stretch, catch_up = self._stretch, self._catch_up
        if stretch is None:
            return
        self._carried = self.totals()
        source = self.sources[stretch.layer]
        if catch_up is not None and catch_up.last is not None:
            last = self._renumbered(catch_up.last, stretch)
            self._end = End(stretch, replace(last, arrived_at=catch_up.sent_at), source)
        elif (newest := source.sent or source.newest) is not None:
            self._end = End(stretch, self._renumbered(newest, stretch), source)
        self._stretch = self._catch_up = None

    def _renumbered(self, packet: OutgoingPacket, stretch: Stretch) -> OutgoingPacket:
        return stretch.renumbered(packet, self.sources[packet.layer].codec.name)

    def _sent(self, sequence: int, now: float) -> OutgoingPacket | None:
        """The packet that was sent with this number, as long as its source keeps it."""
        for stretch in reversed(self._stretches):
            if stretch.holds(sequence, now):
                number = (sequence - stretch.sequence) & 0xFFFF
                packet = self.sources[stretch.layer].cache.get(number)
                return None if packet is None else self._renumbered(packet, stretch)
        return None
