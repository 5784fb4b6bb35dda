"""A real relay for the tests of the site: one process for all of them, a stage for each."""

import pytest

from .relay.running import SECRET, Running, running_relay


@pytest.fixture(scope="session")
def relay_process():
    with running_relay(most_opening=1_000) as relay:  # no test connects all that it asks for
        yield relay


@pytest.fixture
def relay(relay_process, settings) -> Running:
    """The relay of this site, as long as the test runs."""
    settings.RELAYS = [relay_process.ready["control"]]
    settings.RELAY_SECRET = SECRET
    return relay_process
