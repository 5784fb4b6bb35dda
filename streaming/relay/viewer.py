"""A viewer: a peer that receives. Its feeds, and what it says about them."""

from typing import TYPE_CHECKING

from streaming.control.commands import Watch
from streaming.forwarding.budget import Budget
from streaming.forwarding.codecs import Codec
from streaming.forwarding.counter_offer import CounterOffer, make_counter_offer, take_answer
from streaming.forwarding.feed import Feed
from streaming.forwarding.layers import AUTO, SOUND_ALONE, LayerChoice
from streaming.forwarding.negotiation import answer_viewer
from streaming.forwarding.path_estimate import PathEstimate
from streaming.wire import rtcp
from streaming.wire.extensions import abs_send_time
from streaming.wire.sdp import Sdp

from .health import Health
from .lane import Lane
from .peer import Peer

if TYPE_CHECKING:
    from .relay import Relay
    from .stage import Stage

# Packets that a viewer may ask for again. Chromium asks for a thousand at once after a gap; what
# is sent of them is bounded by the credit of each feed, this bounds the searching.
AGAIN_A_SECOND, AGAIN_AT_ONCE = 4_000, 4_000
AUDIO_ALONE = "audio"  # what a viewer wishes that wants no picture
STANDING = ("auto", AUDIO_ALONE)  # can be wished for whatever the performer sends


class Viewer(Peer):
    says = frozenset(
        {rtcp.SenderReport, rtcp.ReceiverReport, rtcp.Nack, rtcp.Pli, rtcp.Fir, rtcp.Remb}
    )

    def __init__(self, relay: "Relay", stage: "Stage", command: Watch) -> None:
        super().__init__(relay, stage, command.session)
        self.feeds: dict[int, tuple[Lane, Feed]] = {}  # by our SSRC
        self._choices: dict[int, LayerChoice] = {}  # of feeds with more than one layer
        self._again = Budget(AGAIN_AT_ONCE, AGAIN_A_SECOND, self.born_at)
        self.path = PathEstimate()
        self.wish, self.of_cast = command.layer, command.of_cast
        self.network = command.network
        self.stopped = True  # nothing is sent before keys, and after a long silence
        self.renews = command.instead_of in stage.viewers  # then they ask for no keyframe
        self.paused = False  # nothing is sent in an interval; see pause()
        self._counter_offer: CounterOffer | None = None  # until it is answered

    def negotiate(self, offer: Sdp) -> str:
        viewing = answer_viewer(offer, self.stage.offered(), self.local())
        self._wirings = viewing.wirings
        self.expect(viewing.remote)
        return viewing.answer

    def make_offer(self, reason: str) -> str:
        """What is on stage, for a player whose own offer has no place for it."""
        self._counter_offer = make_counter_offer(self.stage.offered(), self.local(), reason)
        return self._counter_offer.sdp

    def accept(self, answer: Sdp) -> None:
        """They answer our offer. From here they have as long as those whose own offer fitted."""
        assert self._counter_offer is not None, "see owes_answer"
        remote, self._wirings = take_answer(self._counter_offer, answer)
        self._counter_offer, self.born_at = None, self.relay.now()
        self.expect(remote)

    @property
    def owes_answer(self) -> bool:  # type: ignore[override]  # until they have given it
        return self._counter_offer is not None

    def could_play(self, key: str, codec: Codec) -> bool:
        """Whether what they were offered stays true with this codec."""
        return self._counter_offer is None or self._counter_offer.plays(key, codec)

    def sit_down(self) -> None:
        """Take a feed of every lane that the answer named."""
        for wiring in self._wirings:
            lane = self.stage.lanes[wiring.track]
            feed = lane.seat(self, wiring)
            self.feeds[wiring.ssrc] = lane, feed
        self.choose(self.wish)

    @property
    def layers(self) -> tuple[str, ...]:  # type: ignore[override]  # here it changes
        """What may be chosen now, by name, best first."""
        names = (name for lane, _feed in self.feeds.values() for name in lane.layer_names)
        return tuple(dict.fromkeys(names))

    @property
    def sizes(self) -> tuple[str, ...]:  # type: ignore[override]
        """How large these are, as far as that is known."""
        known: dict[str, str] = {}
        for lane, _feed in self.feeds.values():
            known |= {name: size for name, size in lane.sizes() if size}
        return tuple(known.get(name, "") for name in self.layers)

    def choose(self, wish: str, *, hasty: bool = False) -> None:
        """auto, audio, or the name of a layer; from the next keyframe on, or at once."""
        self.wish = wish
        for ssrc, (lane, feed) in self.feeds.items():
            if not self.paused:
                lane.choose(feed, wish, hasty=hasty)
            if lane.codec.video:
                wished = lane.layer_names.index(wish) if wish in lane.layer_names else AUTO
                self._choices[ssrc] = LayerChoice(SOUND_ALONE if wish == AUDIO_ALONE else wished)
        self._rethink(self.relay.now())

    def pause(self, paused: bool) -> None:
        """Send the audience nothing, or again what they chose. The cast goes on."""
        if self.of_cast or self.owes_answer or paused == self.paused:
            return
        self.paused = paused
        for lane, feed in self.feeds.values():
            if paused:
                feed.pause()
                lane.stale = True
        if not paused:
            self.choose(self.wish)

    def _repair(self, now: float) -> None:
        """While a line loses packets, it gets repairs twice, and sound with the packets before."""
        pairs = self.feeds.values()
        rate = sum(
            lane.sources[feed.layer].rate.bits(now)
            for lane, feed in pairs
            if feed.layer is not None
        )
        lossy = self.path.is_lossy(rate, now)
        for lane, feed in self.feeds.values():
            if feed.lossy != lossy:
                feed.lossy = lossy
                lane.stale = True

    def _rethink(self, now: float) -> None:
        """The layer that the line carries now, where there are several."""
        if self.paused:
            return
        for ssrc, choice in self._choices.items():
            lane, feed = self.feeds[ssrc]
            if len(lane.sources) == 1:
                continue
            rates = [source.rate.bits(now) for source in lane.sources]
            layer = choice.choose(rates, self.path, now)
            if layer is not None and (layer != feed.target or feed.paused):
                feed.choose(layer)
                lane.stale = True

    @property
    def receives(self) -> bool:
        """Whether media flows to them: they count as audience, unless they are of the cast."""
        if self.of_cast:
            return False
        gets = self.paused or any(feed.layer is not None for _, feed in self.feeds.values())
        return gets and not self.stopped

    def connected(self) -> None:
        self.stopped = False
        for lane, feed in self.feeds.values():
            lane.begin(feed, self.relay.now(), patient=self.renews)

    def moved(self) -> None:
        for lane, _feed in self.feeds.values():
            lane.stale = True

    def look_after(self, now: float) -> Health:
        health = super().look_after(now)
        stopped = health not in (Health.WELL, Health.WEAK, Health.AWAY)
        if stopped != self.stopped:
            self.stopped = stopped
            self.moved()
        return health

    # ── what they send

    def on_rtp(self, packet: memoryview, now: float) -> None:
        self.relay.tally["in.viewer_rtp"] += 1

    def heard(self, said: rtcp.Packet, now: float) -> None:
        match said:
            case rtcp.ReceiverReport() | rtcp.SenderReport():
                for block in said.blocks:
                    if (found := self.feeds.get(block.ssrc)) is not None:
                        found[1].report_block(block, now)
                        self.path.report(block.fraction_lost / 256, now)
                self._repair(now)
                self._rethink(now)
            case rtcp.Nack():
                self._send_again(said, now)
            case rtcp.Pli():
                self._wants_keyframe(said.media, now)
            case rtcp.Fir():
                for ssrc, _number in said.entries[:8]:
                    self._wants_keyframe(ssrc, now)
            case rtcp.Remb():
                self.path.remb(said.bitrate, now)
                self._rethink(now)

    def _send_again(self, said: rtcp.Nack, now: float) -> None:
        if (found := self.feeds.get(said.media)) is None:
            return
        if not self._again.spend(len(said.sequences), now):
            self.relay.tally["in.too_many_again"] += 1
            return
        outbox, stamp = self.relay.outbox, abs_send_time(now)
        found[0].send_again(self, said.sequences, outbox, now, stamp)

    def _wants_keyframe(self, ssrc: int, now: float) -> None:
        if (found := self.feeds.get(ssrc)) is not None:
            found[0].refresh(self, now)

    def refresh(self, now: float) -> None:
        """Their pictures stand still."""
        for lane, _feed in self.feeds.values():
            if lane.codec.video:
                lane.refresh(self, now)

    # ── what time does

    def sound(self, sent: int) -> None:
        """While they catch up, a check now and then, after so many bytes: its answer tells what
        waits on their line."""
        now, echoes, address = self.relay.now(), self.path.echoes, self.consent.address
        if address is not None and echoes.is_due(sent, now) and self.consent.may_send(now):
            echoes.asked(sent, now)
            self._ask(address, now)

    def echoed(self, asked_at: float, now: float) -> None:
        self.path.echoes.heard(asked_at, now)

    def tick(self, now: float, wall: float) -> None:
        """A sender report for each feed, once a second; layers by what the line carries."""
        if self.destination is None or self.stopped:
            return
        self._rethink(now)
        said: list[rtcp.Packet] = []
        for lane, feed in self.feeds.values():
            if (report := feed.sender_report(now, wall)) is not None:
                said += [report, rtcp.Description([(feed.wiring.ssrc, lane.stream)])]
        if said:
            self.relay.outbox.seal(self.destination, rtcp.compound(said), control=True)
