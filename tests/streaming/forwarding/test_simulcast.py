"""Three layers, lines that change, and one clean line of pictures for the viewer."""

from dataclasses import dataclass, field

from streaming.forwarding.codecs import VP8
from streaming.forwarding.fanout import Wiring
from streaming.forwarding.feed import Feed
from streaming.forwarding.layers import SOUND_ALONE, LayerChoice
from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.forwarding.path_estimate import PathEstimate
from streaming.forwarding.source import Source
from streaming.wire.rtcp import Pli
from streaming.wire.serial import difference16, difference32

from .packets import packet, picture_of

FRAME = 1 / 30
PACKETS = (8, 3, 1)  # a frame: about 2.0, 0.75 and 0.25 Mbit/s
RATES = tuple(count * 1006 * 8 / FRAME for count in PACKETS)
BEGINS = (5, 60_000, 30_000)
ROUND_TRIP = 3  # frames from a wish to its keyframe


@dataclass
class Stage:
    """A simulcast performer and one viewer with a line of some capacity."""

    capacity: float = 1e9
    now: float = 0.0
    frame: int = 0
    wanted: dict[int, int] = field(default_factory=dict)  # layer -> frame of its keyframe
    sent: list[OutgoingPacket] = field(default_factory=list)
    layers: list[tuple[float, int | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sources = [
            Source("camera", VP8, layer=layer, first_sequence=100 * layer) for layer in range(3)
        ]
        self.feed = Feed(Wiring("camera", 96, 97, "0", 7000, 7001), self.sources)
        self.choice, self.line = LayerChoice(), PathEstimate()

    def go_on(self, seconds: float) -> None:
        for _ in range(round(seconds / FRAME)):
            self.frame += 1
            self.now = self.frame * FRAME
            for layer in range(3):
                self.perform(layer)
            if self.frame % 6 == 0:
                self.choose()
            if self.frame % 30 == 0:
                self.report()

    def perform(self, layer: int) -> None:
        source = self.sources[layer]
        key = self.frame == 1 or self.wanted.get(layer) == self.frame
        for index in range(PACKETS[layer]):
            made = packet(
                BEGINS[layer] + self.frame * PACKETS[layer] + index,
                BEGINS[layer] * 1000 + self.frame * 3000,
                key=key and index == 0,
                ssrc=10 + layer,
                picture=(BEGINS[layer] + self.frame) & 0x7FFF,
            )
            kept = source.receive(made, self.now)
            placed = self.feed.place(kept) if kept else None
            if placed:
                self.sent.append(placed)
        if any(isinstance(told, Pli) for told in source.upstream(self.now)):
            self.wanted[layer] = self.frame + ROUND_TRIP
        if not self.layers or self.layers[-1][1] != self.feed.layer:
            self.layers.append((self.now, self.feed.layer))

    def choose(self) -> None:
        rates = [source.rate.bits(self.now) for source in self.sources]
        layer = self.choice.choose(rates, self.line, self.now)
        if layer is None:
            self.feed.pause()
        elif layer != self.feed.target or self.feed.paused:
            self.feed.choose(layer)

    def report(self) -> None:
        layer = self.feed.layer
        if layer is not None:
            self.line.report(max(0.0, 1 - self.capacity / RATES[layer]), self.now)
            self.line.remb(min(self.capacity * 0.9, RATES[layer] * 1.5), self.now)

    def check_one_line(self) -> None:
        for before, after in zip(self.sent, self.sent[1:], strict=False):
            assert difference16(after.sequence, before.sequence) == 1
            step = difference32(after.timestamp, before.timestamp)
            picture = [picture_of(kept) for kept in (before, after)]
            if before.layer != after.layer:
                assert after.keyframe
            assert (picture[1] - picture[0]) & 0x7FFF == (1 if step else 0)
            assert step == 0 or 0 < step <= 90_000 * 3


def test_a_wide_line_has_the_best_layer_from_the_first_frame_on():
    stage = Stage()
    stage.go_on(10)
    assert [layer for _, layer in stage.layers] == [0]
    assert stage.feed.straight
    stage.check_one_line()


def test_a_line_that_narrows_gets_less_within_a_second_of_the_report_and_more_later():
    stage = Stage()
    stage.go_on(5)
    stage.capacity = 900_000
    stage.go_on(2.5)
    assert stage.layers[1][1] == 1
    assert stage.layers[1][0] - 6.0 < 1.0, "told at 6.0"
    stage.capacity = 1e9
    stage.go_on(3)
    assert stage.feed.layer == 1
    stage.go_on(6)
    assert stage.feed.layer == 0
    stage.check_one_line()


def test_many_switches_are_still_one_line():
    stage = Stage()
    for turn in range(40):
        stage.choice.wish = (0, 2, 1, 0, 1, 2)[turn % 6]
        stage.go_on(1 + turn % 3 / 2)
    assert len(stage.layers) > 30
    stage.check_one_line()


def test_sound_alone_and_back():
    stage = Stage()
    stage.go_on(2)
    stage.choice.wish = SOUND_ALONE
    stage.go_on(2)
    assert stage.feed.layer is None
    stage.choice.wish = 1
    stage.go_on(2)
    assert stage.feed.layer == 1
    stage.check_one_line()


def test_what_was_sent_in_any_layer_can_be_asked_for_again():
    stage = Stage()
    stage.go_on(4)
    stage.capacity = 900_000
    stage.go_on(2)
    before, after = stage.sent[-200], stage.sent[-1]
    assert (before.layer, after.layer) == (0, 1)
    again = stage.feed.asked_again([before.sequence, after.sequence], stage.now + 1)
    assert [(kept.sequence, kept.payload) for kept in again] == [
        (before.sequence, before.payload), (after.sequence, after.payload),
    ]  # fmt: skip


def test_who_switches_at_the_same_keyframe_goes_on_with_the_same_numbers():
    """So their packets are made once for all of them."""
    stage = Stage()
    together = [stage.feed, *(Feed(stage.feed.wiring, stage.sources) for _ in range(2))]
    alone = Feed(stage.feed.wiring, stage.sources)
    sent: list[list[OutgoingPacket]] = [[] for _ in (*together, alone)]

    def perform(layer: int, frame: int, *, key: bool) -> None:
        number, ticks = BEGINS[layer] + frame, BEGINS[layer] * 1000 + frame * 3000
        made = packet(number, ticks, key=key, ssrc=10 + layer, picture=number & 0x7FFF)
        if kept := stage.sources[layer].receive(made, frame * FRAME):
            for feed, line in zip((*together, alone), sent, strict=True):
                if placed := feed.place(kept):
                    line.append(placed)

    for frame in range(90):
        if frame == 20:
            for feed in together:
                feed.choose(1)
        if frame == 40:
            alone.choose(1)
        for layer in (0, 1):
            perform(layer, frame, key=frame % 30 == 0)
    assert {feed.layer for feed in together} == {1}
    assert len({feed.shift for feed in together}) == 1
    assert together[0].shift not in (None, alone.shift)
    assert sent[0] == sent[1] == sent[2] != sent[3]
