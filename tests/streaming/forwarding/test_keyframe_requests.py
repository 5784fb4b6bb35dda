"""A viewer that asks for keyframes on and on is heard less and less."""

from streaming.forwarding.keyframe_requests import APART, CALM_SECONDS, KeyframeRequests


def test_requests_are_passed_on_farther_and_farther_apart():
    requests = KeyframeRequests()
    passed = [step / 10 for step in range(100) if requests.ask(step / 10)]
    steps = [round(after - before, 1) for before, after in zip(passed, passed[1:], strict=False)]
    assert steps == [*APART[1:], APART[-1], APART[-1]]


def test_after_a_calm_it_is_as_at_first():
    requests = KeyframeRequests()
    assert requests.ask(1.0)
    assert requests.ask(1.5)
    assert not requests.ask(2.0)
    assert requests.ask(1.6 + CALM_SECONDS)
    assert requests.ask(2.1 + CALM_SECONDS)
