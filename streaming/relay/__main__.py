"""`python -m streaming.relay`: one relay; streaming/process/main.py says how it lives."""

import asyncio
import sys

from streaming.control.commands import COMMANDS
from streaming.process.main import Process, main

from .config import Config
from .relay import Relay

# Another thread waits this long for the interpreter: a handshake must not hold up the packets.
SWITCH_SECONDS = 0.0005


def make(config: Config, boot: str) -> Process:
    loop = asyncio.get_running_loop()
    relay = Relay(config, boot, loop)
    relay.front.listen(loop)
    return Process(
        verbs=dict.fromkeys(COMMANDS, relay.obey),
        counters=relay.tally,
        courier=relay.courier,
        ready={"udp_port": relay.front.sock.getsockname()[1], "addresses": relay.addresses},
        run=relay.run,
        say_goodbye=relay.say_goodbye,
        close=relay.close,
    )


if __name__ == "__main__":
    sys.setswitchinterval(SWITCH_SECONDS)
    sys.exit(main("relay", Config, make))
