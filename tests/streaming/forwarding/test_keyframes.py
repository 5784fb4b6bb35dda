"""However many ask, the performer hears it twice a second at most."""

from streaming.forwarding.keyframes import Keyframes


def test_the_first_wish_is_passed_on_at_once_and_the_next_ones_wait():
    keyframes = Keyframes()
    assert keyframes.ask(10.0)
    assert [keyframes.ask(10 + step / 100) for step in range(50)] == [False] * 50
    assert keyframes.ask(10.5)


def test_it_is_asked_until_a_keyframe_comes():
    keyframes = Keyframes()
    keyframes.ask(0.0)
    asked = [step / 10 for step in range(1, 50) if keyframes.due(step / 10)]
    assert asked == [0.5, 1.5, 2.5, 3.5, 4.5]
    keyframes.arrived(5.0)
    assert not any(keyframes.due(5 + step / 10) for step in range(100))


def test_two_hundred_viewers_asking_a_hundred_times_a_second_are_two_questions():
    keyframes, asked = Keyframes(), 0
    for step in range(1000):
        now = step / 100
        for _ in range(200):
            asked += keyframes.ask(now)
        if step % 10 == 9:
            keyframes.arrived(now)
    assert asked <= 20
