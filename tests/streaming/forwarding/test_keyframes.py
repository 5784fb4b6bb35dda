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


def wish(keyframes: Keyframes, asked: float, answered: float) -> None:
    keyframes.ask(asked)
    keyframes.arrived(answered)


def test_a_wish_right_after_a_keyframe_has_to_wait():
    keyframes = Keyframes()
    wish(keyframes, 10.0, 10.1)
    assert not keyframes.has_to_wait(10.2)
    assert not keyframes.ask(10.2)
    assert [keyframes.has_to_wait(now) for now in (10.2, 10.4, 10.6)] == [True, True, False]
    assert keyframes.ask(10.6)
    assert not keyframes.has_to_wait(10.7)


def test_a_performer_that_answers_is_not_deaf():
    keyframes = Keyframes()
    for second in range(10):
        wish(keyframes, second, second + 0.2)
    assert not keyframes.deaf(20.0)


def test_a_wish_that_nobody_answers_shows_it_for_now():
    keyframes = Keyframes()
    keyframes.ask(0.0)
    assert [keyframes.deaf(seconds) for seconds in (0.3, 0.6)] == [False, True]
    keyframes.arrived(0.9)
    assert not keyframes.deaf(5.0)


def test_two_of_the_last_four_show_it_for_good():
    keyframes = Keyframes()
    for second, late in enumerate((0.1, 0.9, 0.1, 0.9)):
        wish(keyframes, second, second + late)
    assert keyframes.deaf(20.0)
    for second in range(5, 8):
        wish(keyframes, second, second + 0.1)
    assert not keyframes.deaf(20.0)


def test_another_encoder_may_listen():
    keyframes = Keyframes()
    for second in range(4):
        wish(keyframes, second, second + 0.9)
    keyframes.restart()
    assert not keyframes.deaf(20.0)
