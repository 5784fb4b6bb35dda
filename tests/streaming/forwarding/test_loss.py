"""What is still missing when lines are bad: figures of reliability, without a socket."""

import pytest

from .network import World

FIGURES = [(0.05, 0.001), (0.10, 0.003), (0.20, 0.02)]
SETTLED = 400  # what is younger than a second and a half may still come


@pytest.mark.parametrize(("loss", "residual"), FIGURES)
def test_a_viewers_bad_line_is_healed_within_a_quarter_more(loss, residual):
    world = World(seed=1, viewers=2, down_loss=loss)
    world.go_on(20)
    for viewer in world.viewers:
        assert viewer.residual(SETTLED) <= residual
        assert viewer.feed.resending.bytes <= 0.25 * viewer.feed.totals()[1]


@pytest.mark.parametrize(("loss", "residual"), FIGURES)
def test_a_performers_bad_line_is_healed_for_everybody(loss, residual):
    world = World(seed=2, up_loss=loss)
    world.go_on(20)
    assert world.viewers[0].residual(SETTLED) <= residual


@pytest.mark.parametrize(("loss", "residual"), FIGURES)
def test_both_lines_may_be_bad_at_once(loss, residual):
    world = World(seed=3, up_loss=loss, down_loss=loss)
    world.go_on(20)
    assert world.viewers[0].residual(SETTLED) <= residual


def test_on_good_lines_nothing_is_asked_for_and_nothing_is_missing():
    world = World(seed=4, viewers=2)
    world.go_on(10)
    assert [viewer.residual(0) for viewer in world.viewers] == [0.0, 0.0]
    assert [viewer.losses.asked for viewer in world.viewers] == [0, 0]
    assert world.source.losses.asked == 0
    assert world.performer.keyframes == 1


def test_one_bad_line_costs_the_others_nothing():
    world = World(seed=5, viewers=2)
    world.viewers[0].down.loss = world.viewers[0].back.loss = 0.2
    world.go_on(10)
    assert world.viewers[1].residual(0) == 0.0
    assert world.viewers[1].feed.resending.packets == 0
    assert world.performer.keyframes == 1


def test_every_run_of_a_seed_is_the_same():
    first, second = (World(seed=6, up_loss=0.1, down_loss=0.1) for _ in range(2))
    first.go_on(3)
    second.go_on(3)
    assert first.viewers[0].seen == second.viewers[0].seen
    assert first.source.losses.asked == second.source.losses.asked
