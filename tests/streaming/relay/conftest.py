"""A relay for a whole module, who takes its reports, and a stage for each test."""

import asyncio

import pytest

from streaming.control import commands
from streaming.relay.config import Config
from streaming.relay.relay import Relay

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


@pytest.fixture
async def bare_relay():
    """One in this process. It has no ticks and no sweeps but those that the test calls."""
    config = Config(secret="x", udp_host="127.0.0.1", udp_port=0, addresses=["127.0.0.1"])
    made = Relay(config, "boot", asyncio.get_running_loop())
    made.front.listen(asyncio.get_running_loop())
    yield made
    made.close()
