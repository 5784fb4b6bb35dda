"""Who makes room where there is none."""

from streaming.launch.connections import Connections, Phase


class Hall:
    """Connections by name, and who was dropped."""

    def __init__(self, most: int = 100, most_of_address: int = 100) -> None:
        self.all = Connections(most, most_of_address)
        self.dropped: list[str] = []
        self.places = {}

    def enter(self, name: str, address: str = "10.0.0.1", phase: Phase = Phase.SILENT) -> bool:
        place = self.all.enter(address, lambda: self.dropped.append(name))
        if place is not None:
            self.places[name] = place
            self.all.move(place, phase)
        return place is not None


def test_the_one_that_is_silent_for_longest_makes_room():
    hall = Hall(most=3)
    for name, phase in (("resting", Phase.RESTING), ("first", 0), ("second", 0)):
        hall.enter(name, phase=phase)
    assert hall.enter("third") and hall.enter("fourth") and hall.all.count == 3
    assert hall.dropped == ["first", "second"]


def test_after_the_silent_those_who_rest_and_then_those_who_are_slow():
    hall = Hall(most=3)
    hall.enter("slow", phase=Phase.SLOW)
    hall.enter("resting", phase=Phase.RESTING)
    for name in ("busy", "busy too", "and this one"):
        assert hall.enter(name, phase=Phase.BUSY)
    assert hall.dropped == ["resting", "slow"]


def test_nobody_who_is_answered_makes_room():
    hall = Hall(most=2)
    assert hall.enter("a", phase=Phase.BUSY) and hall.enter("b", phase=Phase.BUSY)
    assert not hall.enter("c")
    assert hall.dropped == [] and hall.all.count == 2


def test_an_address_makes_room_for_itself_alone():
    hall = Hall(most_of_address=2)
    hall.enter("honest", "10.0.0.2")
    for number in range(10):
        assert hall.enter(f"idle {number}", "10.0.0.9")
    assert "honest" not in hall.dropped and hall.all.count == 3
    hall.all.move(hall.places["idle 8"], Phase.BUSY)
    hall.all.move(hall.places["idle 9"], Phase.BUSY)
    assert not hall.enter("idle 10", "10.0.0.9")
    assert hall.enter("honest too", "10.0.0.2")


def test_behind_a_proxy_addresses_are_not_told_apart():
    hall = Hall(most_of_address=0)
    assert all(hall.enter(str(number)) for number in range(50))
    assert hall.dropped == []


def test_who_was_dropped_is_counted_once_and_moves_no_more():
    hall = Hall(most=1)
    hall.enter("a")
    hall.enter("b")
    for _ in range(2):
        hall.all.leave(hall.places["a"])
        hall.all.move(hall.places["a"], Phase.BUSY)
    assert hall.all.count == 1
    hall.all.leave(hall.places["b"])
    assert hall.all.count == 0 and hall.all._of == {}


def test_a_customer_of_ipv6_is_one_address():
    hall = Hall(most_of_address=1)
    assert hall.enter("a", "2001:db8:1:2:3::4") and hall.enter("b", "2001:db8:1:2:ffff::1")
    assert hall.dropped == ["a"]
