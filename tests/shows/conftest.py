import pytest
import time_machine

from .evening import NOON


@pytest.fixture
def clock():
    """The time stands still at NOON until a test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller
