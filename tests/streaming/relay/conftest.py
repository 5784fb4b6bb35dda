"""A relay for a whole module, who takes its reports, and a stage for each test."""

import pytest

from streaming.control import commands

from .running import Backstage, running_relay


@pytest.fixture(scope="module")
def backstage():
    server = Backstage()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def relay(backstage):
    with running_relay(backstage=backstage.url) as running:
        yield running


@pytest.fixture
def stage(request, relay):
    """A stage of the test's own."""
    name = f"{abs(hash(request.node.name)):032x}"
    yield name
    relay.ask(commands.CloseStage(name))
