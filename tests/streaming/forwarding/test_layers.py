"""Each viewer gets the layer its line carries."""

from streaming.forwarding.layers import SOUND_ALONE, LayerChoice
from streaming.forwarding.path_estimate import PathEstimate

RATES = (2_000_000.0, 600_000.0, 150_000.0)  # any order will do: rates tell which is better


class Watching:
    def __init__(self, capacity: float) -> None:
        self.capacity = capacity
        self.choice = LayerChoice()
        self.line = PathEstimate()
        self.now = 100.0
        self.history: list[tuple[float, int | None]] = []

    def go_on(self, seconds: float) -> None:
        """Reports once a second, choices four times; loss is what the line cannot carry."""
        for _ in range(round(seconds * 4)):
            self.now += 0.25
            layer = self.choice.choose(RATES, self.line, self.now)
            if not self.history or self.history[-1][1] != layer:
                self.history.append((self.now, layer))
            if self.now % 1 == 0 and layer is not None:
                rate = RATES[layer]
                self.line.report(max(0.0, 1 - self.capacity / rate), self.now)
                self.line.remb(min(self.capacity * 0.85, rate * 1.5), self.now)

    @property
    def layer(self) -> int | None:
        return self.history[-1][1]


def test_a_wide_line_gets_the_best_from_the_start():
    watching = Watching(10_000_000)
    watching.go_on(60)
    assert [layer for _, layer in watching.history] == [0]


def test_trouble_is_answered_within_a_second_and_evidence_brings_it_back():
    watching = Watching(10_000_000)
    watching.go_on(10)
    watching.capacity = 700_000
    troubled_at = watching.now
    watching.go_on(4)
    assert watching.layer == 1 or watching.layer == 2
    assert watching.history[1][0] - troubled_at <= 1.25, "a report, then the step"
    watching.capacity = 10_000_000
    watching.go_on(3)
    assert watching.layer != 0
    watching.go_on(12)
    assert watching.layer == 0


def test_trials_that_fail_become_rare():
    watching = Watching(700_000)
    watching.go_on(300)
    ups = [
        at
        for (at, layer), (_, before) in zip(watching.history[1:], watching.history, strict=False)
        if layer is not None and before is not None and RATES[layer] > RATES[before]
    ]
    assert watching.layer in (1, 2)
    assert sum(at > 200 for at in ups) <= 6
    seconds_in_best = sum(
        after - at
        for (at, layer), (after, _) in zip(watching.history, watching.history[1:], strict=False)
        if layer == 0
    )
    assert seconds_in_best < 15


def test_a_wish_is_a_wish():
    line = PathEstimate()
    line.report(0.5, 0.0)
    assert LayerChoice(0).choose(RATES, line, 0.0) == 0
    assert LayerChoice(SOUND_ALONE).choose(RATES, line, 0.0) is None
    assert LayerChoice(2).choose((1e6, 0.0, 0.0), line, 0.0) == 0, "that one is silent"


def test_a_layer_that_falls_silent_is_left():
    choice, line = LayerChoice(), PathEstimate()
    assert choice.choose(RATES, line, 0.0) == 0
    assert choice.choose((0.0, 600_000.0, 150_000.0), line, 0.1) == 1
    assert choice.choose((0.0, 0.0, 0.0), line, 0.2) == 1
