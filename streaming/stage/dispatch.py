"""Which relay holds which stage, and a way to ask it: ask() tell().

A relay that does not answer is no exception but an answer: `Refused` with 503. One connection for
each command; both ends are on one machine or in one rack, and a relay that died is noticed at
once.
"""

import asyncio
import logging
import threading
import time
from hashlib import blake2b
from urllib.parse import urlsplit

import h11
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from shows.models import Show
from streaming.control.codec import MOST_BYTES, Unreadable, decode_answer, encode
from streaming.control.commands import Answer, Command, Refused

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 5.0
TRIES = (0.0, 0.5, 2.0, 5.0)


class Silent(Exception):
    """The relay did not answer, or not in our words."""


class Unknown(Exception):
    """The relay does not know our secret."""


def relay_of(stage: str) -> str:
    """The control address of the relay that holds this stage: every process picks the same one,
    and when a relay is added only some stages move. Empty where there is no relay."""

    def weight(relay: str) -> bytes:
        return blake2b(f"{relay} {stage}".encode(), digest_size=8).digest()

    return max(settings.RELAYS, key=weight, default="")


def relay_for(show: Show) -> str:
    """Where the stage of this show is: where somebody came on it last. A list of relays that
    changes in the middle of a show does not part its performers from their audience."""
    last = show.appearances.values_list("relay", flat=True).first()
    return last if last and last in settings.RELAYS else relay_of(show.uuid.hex)


async def ask(command: Command, *, relay: str = "") -> Answer:
    """What the relay answers; for a relay that is away, what there is to say about that."""
    relay = relay or relay_of(getattr(command, "stage", ""))
    if not relay:
        return Refused("relay.none", _("This site has no relay; nobody can go on air."), 503, 60)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _exchange(relay, encode(command))
    except Unreadable as error:
        return Refused("request.malformed", error.sentence, 400)
    except Unknown:
        log.error("The relay at %s does not know our RELAY_SECRET", relay)
        return Refused("relay.secret", _("The relay does not know this site."), 503, 60)
    except (OSError, TimeoutError, Silent) as error:
        log.warning("The relay at %s does not answer: %r", relay, error)
        return Refused("relay.no_answer", _("The relay does not answer. Try again soon."), 503, 2)


def ask_now(command: Command, *, relay: str = "") -> Answer:
    """ask() for commands and threads, where no loop runs."""
    return asyncio.run(ask(command, relay=relay))


def tell(command: Command, *, relay: str = "") -> None:
    """Send it once the transaction is committed, and again if need be. A dead relay keeps a
    thread busy, never a page."""
    if relay or relay_of(getattr(command, "stage", "")):
        messenger = threading.Thread(target=_tell, args=(command, relay), daemon=True)
        transaction.on_commit(messenger.start)


def _tell(command: Command, relay: str) -> None:
    for pause in TRIES:
        time.sleep(pause)
        answer = ask_now(command, relay=relay)
        if not isinstance(answer, Refused) or answer.status != 503:
            return
    log.error("%s was not told to the relay; its sessions end when it does", command)


async def _exchange(relay: str, body: bytes) -> Answer:
    address = urlsplit(f"//{relay}")
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        connection = h11.Connection(h11.CLIENT)
        for event in _request(relay, body):
            writer.write(connection.send(event) or b"")
        await writer.drain()
        return decode_answer(await _answer(connection, reader))
    except (h11.ProtocolError, Unreadable) as error:
        raise Silent(str(error)) from error
    finally:
        writer.close()


def _request(relay: str, body: bytes) -> list[h11.Event]:
    headers = [
        ("Host", relay),
        ("Authorization", f"Bearer {settings.RELAY_SECRET}"),
        ("Content-Type", "application/json"),
        ("Content-Length", str(len(body))),
        ("Connection", "close"),
    ]
    request = h11.Request(method="POST", target="/v1/commands", headers=headers)
    return [request, h11.Data(data=body), h11.EndOfMessage()]


async def _answer(connection: h11.Connection, reader: asyncio.StreamReader) -> bytes:
    """The body, whatever the status: a refusal is an answer like any other."""
    body = b""
    while True:
        event = connection.next_event()
        if isinstance(event, h11.Response) and event.status_code == 401:
            raise Unknown
        if event is h11.NEED_DATA:
            connection.receive_data(await reader.read(65536))
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > MOST_BYTES:
                raise Silent("a body without end")
        elif isinstance(event, h11.EndOfMessage):
            return body
        elif isinstance(event, h11.ConnectionClosed):
            raise Silent("closed in the middle")
