"""So much at once, then so much a second."""

from streaming.forwarding.budget import Budget


def test_what_is_spent_comes_back_with_time_and_no_more_than_that():
    budget = Budget(10, 2, 100.0)
    assert budget.spend(10, 100.0)
    assert not budget.spend(1, 100.4)
    assert budget.spend(1, 100.5)
    assert budget.spend(10, 1000.0)
    assert not budget.spend(0.1, 1000.0)


def test_what_is_refused_takes_nothing():
    budget = Budget(10, 1, 0.0)
    assert not budget.spend(11, 0.0)
    assert budget.spend(10, 0.0)


def test_a_moment_that_is_already_past_gives_nothing_back():
    """Datagrams carry the moment at which the kernel took them, which is no straight line."""
    budget = Budget(10, 10, 5.0)
    assert budget.spend(10, 5.0)
    assert not budget.spend(1, 4.0)
    assert not budget.spend(1, 5.0625)
    assert budget.spend(1, 5.125)
