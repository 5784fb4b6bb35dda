"""Performers come and go; what a viewer gets is one line all the same."""

import random

from streaming.forwarding.outgoing_packet import OutgoingPacket
from streaming.wire.serial import difference16, difference32

from .network import Performer, World
from .packets import picture_of


class Witness(World):
    """A world whose relay writes down what it fans out, in the order of sending."""

    def __init__(self, seed: int, up_loss: float = 0.0) -> None:
        super().__init__(seed, up_loss=up_loss)
        self.kept: list[OutgoingPacket] = []

    def fan_out(self, kept: OutgoingPacket, now: float) -> None:
        self.kept.append(kept)
        super().fan_out(kept, now)

    def replace_performer(self, **begins_with: int) -> None:
        """Another one takes over; what the former has in flight still arrives."""
        former = self.performer
        self.performer = Performer(former.up, next_frame=self.now, **begins_with)
        if self.performer.ssrc == former.ssrc:
            self.source.restart()

    def breaks(self) -> list[str]:
        """Where the line is not one line: holes, doubles, steps back."""
        found = []
        line = sorted(self.unwrapped())
        for (one, before), (other, after) in zip(line, line[1:], strict=False):
            if other != one + 1:
                found.append(f"{one} is followed by {other}")
            if difference32(after.timestamp, before.timestamp) < 0:
                found.append(f"the time goes back at {other}")
            pictures = [picture_of(kept) for kept in (before, after)]
            if (pictures[1] - pictures[0]) & 0x7FFF not in (0, 1):
                found.append(f"pictures {pictures} at {other}")
        return found

    def unwrapped(self) -> list[tuple[int, OutgoingPacket]]:
        newest = self.kept[0].sequence
        line = []
        for kept in self.kept:
            number = newest + difference16(kept.sequence, newest & 0xFFFF)
            newest = max(newest, number)
            line.append((number, kept))
        return sorted(line, key=lambda pair: pair[0])


def test_a_reconnect_with_another_ssrc_is_one_line():
    world = Witness(seed=1)
    world.go_on(2)
    world.replace_performer(ssrc=2000, sequence=3, picture=9000)
    world.go_on(2)
    assert world.breaks() == []
    assert len(world.kept) > 900


def test_a_reconnect_after_a_while_goes_on_as_much_later():
    world = Witness(seed=2)
    world.go_on(1)
    world.performer.next_frame = float("inf")
    world.go_on(10)
    newest = world.kept[-1]
    world.replace_performer(ssrc=2000, sequence=40_000)
    world.go_on(1)
    resumed = world.kept[world.kept.index(newest) + 1]
    assert difference16(resumed.sequence, newest.sequence) == 1
    assert abs(difference32(resumed.timestamp, newest.timestamp) / 90_000 - 10) < 0.1
    assert resumed.keyframe
    assert world.breaks() == []


def test_a_former_performer_is_never_forwarded_again():
    world = Witness(seed=3)
    world.go_on(1)
    former = world.performer
    world.replace_performer(ssrc=2000)
    for _ in range(200):
        world.go_on(0.005)
        former.tick(world.now)
    assert world.source.counts["foreign"] > 200
    assert world.breaks() == []


def test_a_hundred_take_overs_on_a_bad_line_are_one_line():
    world = Witness(seed=4, up_loss=0.05)
    dice = random.Random(4)
    for turn in range(100):
        world.go_on(0.1 + dice.random())
        world.replace_performer(
            ssrc=2000 + turn,
            sequence=dice.randrange(1 << 16),
            picture=dice.randrange(1 << 15),
        )
    world.go_on(2)
    line = world.unwrapped()
    assert len({number for number, _ in line}) == len(line)
    # What a former performer could not send again before it left is gone, and nothing else.
    assert [found for found in world.breaks() if "followed" not in found] == []
