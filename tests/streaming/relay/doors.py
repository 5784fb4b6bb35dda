"""Doors for extras that lead straight to a relay: commands instead of WHIP and WHEP."""

import re
import secrets
from dataclasses import dataclass

from streaming.control import commands
from streaming.extras.door import Closed, Door, Opened

from .running import Running


@dataclass(frozen=True)
class Straight(Door):
    """`port` is put into the answer for that of the relay: a bad line stands there."""

    relay: Running | None = None
    stage: str = "s" * 32
    part: str = ""  # performs it; watches where empty
    epoch: int = 1
    port: int = 0

    def _knock(self, offer: str) -> Opened:
        session = secrets.token_hex(8)
        answer = self.relay.ask(self._command(session, offer))
        if not isinstance(answer, commands.Answered):
            raise Closed(answer.sentence, answer.status, answer.retry_after)
        sdp = answer.sdp
        if self.port:
            sdp = re.sub(rf" {self.relay.udp_port} typ", f" {self.port} typ", sdp)
        return Opened(sdp, session, answer.etag)

    def _command(self, session: str, offer: str):
        if self.part:
            return commands.Perform(self.stage, session, self.part, self.epoch, offer)
        return commands.Watch(self.stage, session, offer)

    def _ask(self, method: str, url: str, body: str):
        self.relay.ask(commands.Leave(self.stage, url))
        return 200, {}, ""


def door(relay: Running, **given) -> Straight:
    return Straight("http://127.0.0.1/", "", relay, **given)
