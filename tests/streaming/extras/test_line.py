"""Bad weather is the same weather each time."""

from streaming.extras.line import Line, Weather


def fates(seed: int, count: int = 5000) -> list[float | None]:
    line = Line(Weather(loss=0.1, delay=0.1, jitter=0.03), seed)
    return [line.fate() for _ in range(count)]


def test_the_same_seed_brings_the_same_weather():
    assert fates(1) == fates(1)
    assert fates(1) != fates(2)


def test_so_many_are_lost_and_the_others_late():
    late = [fate for fate in fates(1) if fate is not None]
    assert 0.89 < len(late) / 5000 < 0.91
    assert 0.07 <= min(late) < 0.072
    assert 0.128 < max(late) <= 0.13


def test_fair_weather_does_nothing():
    assert Weather().is_fair
    assert not Weather(jitter=0.1).is_fair
