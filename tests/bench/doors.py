"""Doors that lead straight to a relay, past web: the benchmarks measure relays alone."""

import asyncio
import http.client
import secrets
from dataclasses import dataclass

from streaming.control.codec import decode_answer, encode
from streaming.control.commands import Answer, Leave, Perform, Refused, Watch
from streaming.extras.door import Closed, Opened

STAGE = "5afe" * 8
TIMEOUT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class RelayDoor:
    """Speaks as web does to its relay. Epochs go up with the sessions that perform."""

    control: str
    secret: str
    performs: bool = False
    layer: str = "auto"
    of_cast: bool = False
    instead_of: str = ""

    @property
    def host(self) -> str:
        return self.control.rpartition(":")[0]

    async def knock(self, offer: str) -> Opened:
        session = secrets.token_hex(16)
        command: Perform | Watch = Watch(
            STAGE, session, offer, self.layer, self.of_cast, instead_of=self.instead_of
        )
        if self.performs:
            command = Perform(STAGE, session, "host", 1, offer)
        answer = await asyncio.to_thread(self.ask, command)
        if isinstance(answer, Refused):
            raise Closed(f"{answer.code}: {answer.sentence}", answer.status, answer.retry_after)
        return Opened(answer.sdp, session, answer.etag)

    async def leave(self, session: str) -> None:
        await asyncio.to_thread(self.ask, Leave(STAGE, session))

    def ask(self, command) -> Answer:
        host, _, port = self.control.rpartition(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=TIMEOUT_SECONDS)
        try:
            headers = {"Authorization": f"Bearer {self.secret}"}
            connection.request("POST", "/v1/commands", encode(command), headers)
            return decode_answer(connection.getresponse().read())
        except (OSError, http.client.HTTPException) as error:
            raise Closed(f"The relay does not answer: {error}") from None
        finally:
            connection.close()
