"""A performer: a peer that sends. Its packets go to the sources of its lanes."""

import time
from typing import TYPE_CHECKING

from streaming.control import reports
from streaming.control.commands import Perform
from streaming.forwarding.clocks import PerformerClock
from streaming.forwarding.negotiation import Track, answer_performer
from streaming.forwarding.receive_estimate import ReceiveEstimate
from streaming.forwarding.source import Source
from streaming.forwarding.transport_arrivals import TransportArrivals
from streaming.wire import rtcp, rtp, rtx
from streaming.wire.errors import Malformed
from streaming.wire.extensions import Extension, unpack_abs_send_time
from streaming.wire.rtp import Rtp
from streaming.wire.sdp import Sdp

from . import srtp
from .bitrate_limit import BitrateLimit
from .lane import Lane
from .peer import LONGEST_PACKET, Peer

if TYPE_CHECKING:
    from .relay import Relay
    from .stage import Stage

# Media that comes while the keys are still on their way from the thread of handshakes: it holds
# the first keyframe, and some encoders give no other for ten seconds. A keyframe or two.
MOST_EARLY = 512
MOST_SSRCS = 16  # that one performer may send with; more are not looked at
SILENT_SECONDS = 2.0
OWN_SSRC = 1  # whose feedback it is: ours

Change = type[reports.PerformerArrived | reports.PerformerSilent | reports.PerformerBack]
Route = tuple[Lane, Source, bool]  # where an SSRC goes; the last: it is RTX, a repair


class Performer(Peer):
    first = True
    says = frozenset({rtcp.SenderReport})

    def __init__(self, relay: "Relay", stage: "Stage", command: Perform) -> None:
        super().__init__(relay, stage, command.session)
        self.part, self.epoch = command.part, command.epoch
        self.bitrate_limit = BitrateLimit(relay.config.most_bitrate, self.born_at)
        self.media_at: float | None = None  # when its last packet of media was kept
        self.silent = False
        self._told = False
        self._by_ssrc: dict[int, Route] = {}
        self._lanes: list[tuple[Track, Lane]] = []
        self._strange: set[int] = set()
        self._early: list[bytes] = []
        self._arrivals: TransportArrivals | None = None
        self._estimate: ReceiveEstimate | None = None

    def negotiate(self, offer: Sdp) -> str:
        self._performance = performance = answer_performer(offer, self.local())
        numbers = {name: number for number, name in performance.extensions.items()}
        self._mid = numbers.get(Extension.MID, 0)
        self._rid = numbers.get(Extension.RID, 0)
        self._repaired = numbers.get(Extension.REPAIRED_RID, 0)
        self._send_time = numbers.get(Extension.ABS_SEND_TIME, 0)
        self._transport = numbers.get(Extension.TRANSPORT_SEQUENCE, 0)
        if performance.transport_feedback:
            self._arrivals = TransportArrivals(OWN_SSRC)
        elif performance.remb:
            self._estimate = ReceiveEstimate()
        self.layers = tuple(dict.fromkeys(rid for one in performance.tracks for rid in one.rids))
        self.expect(performance.remote)
        return performance.answer

    def enter(self) -> None:
        """The lanes of the part are theirs; those that are there already go on."""
        clock, extensions = PerformerClock(), self._performance.extensions
        kinds: dict[str, int] = {}
        for track in self._performance.tracks:
            kinds[track.kind] = number = kinds.get(track.kind, -1) + 1
            key = f"{self.part}/{track.kind}/{number}"
            lane = self.stage.lane(key, track, extensions, clock)
            self._lanes.append((track, lane))
            for layer, ssrc in enumerate(track.ssrcs[: len(lane.sources)]):
                self._by_ssrc[ssrc] = lane, lane.sources[layer], False
            for repair, ssrc in track.rtx_ssrcs.items():
                if (found := self._by_ssrc.get(ssrc)) is not None:
                    self._by_ssrc[repair] = lane, found[1], True

    def rest(self) -> None:
        """They have left, and nobody has taken their part over."""
        for _track, lane in self._lanes:
            lane.rest()

    def connected(self) -> None:
        """What came before the keys is opened with them, in its order."""
        early, self._early = self._early, []
        for packet in early:
            self.on_rtp(memoryview(packet), self.relay.now())
        if early:
            self.relay.tally["in.early"] += len(early)

    # ── what they send

    def on_rtp(self, packet: memoryview, now: float) -> None:
        if len(packet) > LONGEST_PACKET:
            self.relay.tally["in.too_long"] += 1
            return
        if self.keys is None and self._handshake is not None and len(self._early) < MOST_EARLY:
            self._early.append(bytes(packet))
            return
        plain = self.opened(srtp.unprotect, packet, now)
        if plain is None:
            return
        if not self.bitrate_limit.takes(len(packet), now):
            self.relay.tally["in.over_bitrate"] += 1
            return
        try:
            found = rtp.parse(plain)
        except Malformed:
            self.fault("rtp_malformed")
            return
        if self._arrivals is not None:
            number = found.extensions.get(self._transport)
            if number is not None and len(number) == 2:
                self._arrivals.arrived(int.from_bytes(number, "big"), now)
        route = self._by_ssrc.get(found.ssrc) or self._recognise(found)
        if route is None:
            self.relay.tally["in.unknown_ssrc"] += 1
            return
        lane, source, repair = route
        if self._estimate is not None:
            stamp = found.extensions.get(self._send_time)
            sent = unpack_abs_send_time(stamp) if stamp and len(stamp) == 3 else None
            self._estimate.arrived(len(plain), now, sent)
        if repair:
            lost = None if source.ssrc is None else rtx.unwrap(found, source.ssrc)
            if lost is None:
                return
            found = lost
        kept = source.receive(found, now)
        if kept is not None:
            self.media_at = now
            lane.keep(kept)

    def _recognise(self, packet: Rtp) -> Route | None:
        """Whose an SSRC is that no offer named: by mid and rid, else by its payload type."""
        if len(self._by_ssrc) >= MOST_SSRCS:
            return None
        mid = packet.extensions.get(self._mid, b"").decode(errors="replace")
        candidates = [
            (track, lane)
            for track, lane in self._lanes
            if packet.payload_type in (track.payload_type, track.rtx_payload_type)
            and (not mid or mid == track.mid)
        ]
        if len(candidates) != 1:
            return None
        track, lane = candidates[0]
        repair = packet.payload_type == track.rtx_payload_type
        layer = 0
        if track.rids:
            extension = self._repaired if repair else self._rid
            rid = packet.extensions.get(extension, b"").decode(errors="replace")
            if rid not in track.rids:
                return None
            layer = track.rids.index(rid)
        route = lane, lane.sources[layer], repair
        self._by_ssrc[packet.ssrc] = route
        return route

    def heard(self, said: rtcp.Packet, now: float) -> None:
        if isinstance(said, rtcp.SenderReport) and (route := self._by_ssrc.get(said.ssrc)):
            route[1].heard_report(said, now, time.time())

    # ── what time does

    def tick(self, now: float) -> None:
        """What they are to know: losses, keyframes, how it arrives."""
        if self.destination is None or not self.consent.may_send(now):
            return
        said: list[rtcp.Packet] = []
        for _track, lane in self._lanes:
            for source in lane.sources:
                said += source.upstream(now)
        said += self._feedback(said, now)
        if said:
            if not isinstance(said[0], rtcp.ReceiverReport):
                said.insert(0, rtcp.ReceiverReport(OWN_SSRC, []))
            self.relay.outbox.seal(self.destination, rtcp.compound(said), control=True)

    def _feedback(self, said: list[rtcp.Packet], now: float) -> list[rtcp.Packet]:
        """How fast they may send."""
        if not self._by_ssrc:
            return []
        if self._arrivals is not None:
            told = self._arrivals.feedback(next(iter(self._by_ssrc)), now)
            return [told] if told is not None else []
        if self._estimate is not None:
            for one in said:
                if isinstance(one, rtcp.ReceiverReport):
                    self._estimate.lost(max(block.fraction_lost for block in one.blocks) / 256)
            bitrate = self._estimate.remb(now)
            if bitrate is not None:
                return [rtcp.Remb(OWN_SSRC, bitrate, list(self._by_ssrc))]
        return []

    def change(self, now: float) -> Change | None:
        """What web is to hear of them: they arrived, fell silent, are back."""
        if self.media_at is None:
            return None
        silent = now - self.media_at > SILENT_SECONDS
        before, self.silent = self.silent, silent
        if not self._told:
            self._told = True
            return reports.PerformerArrived
        if silent == before:
            return None
        return reports.PerformerSilent if silent else reports.PerformerBack
