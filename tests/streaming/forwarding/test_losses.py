"""When what is missing is asked for."""

from streaming.forwarding.losses import OPEN, TRIES, Losses


def arriving(losses: Losses, *numbers: int, now: float = 0.0) -> Losses:
    for number in numbers:
        losses.arrived(number, now)
    return losses


def test_a_hole_is_asked_for_at_once():
    losses = arriving(Losses(), 1, 2, 5)
    assert losses.due(0.0) == [3, 4]
    assert losses.due(0.0) == []


def test_what_comes_is_not_asked_for_again():
    losses = arriving(Losses(rtt=0.1), 1, 4)
    assert losses.due(0.0) == [2, 3]
    losses.arrived(3, 0.1)
    assert losses.due(1.0) == [2]


def test_it_is_asked_again_when_an_answer_should_have_come_and_given_up_in_the_end():
    losses = arriving(Losses(rtt=0.01), 1, 3)
    asked = [step for step in range(2000) if losses.due(step / 1000)]
    assert len(asked) == TRIES
    assert asked[0] == 0
    assert 15 <= asked[1] <= 25
    assert losses.given_up == 1
    assert len(losses) == 0


def test_a_line_known_for_lateness_is_given_time():
    losses, number = arriving(Losses(), 0), 0
    for _ in range(200):
        number += 2
        losses.arrived(number, number / 100)
        losses.due(number / 100)
        losses.arrived(number - 1, number / 100 + 0.015)
    asked = losses.asked
    for _ in range(50):
        number += 2
        losses.arrived(number, number / 100)
        assert losses.due(number / 100) == []
        losses.arrived(number - 1, number / 100 + 0.015)
        losses.due(number / 100 + 0.015)
    assert losses.asked == asked


def test_never_more_than_so_many_are_open():
    losses = Losses()
    for number in range(0, 10_000, 3):
        losses.arrived(number, number / 1000)
        assert len(losses) <= OPEN


def test_a_leap_is_no_loss():
    assert arriving(Losses(), 1, 50_000).due(0.0) == []
