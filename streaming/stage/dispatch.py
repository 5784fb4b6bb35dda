"""Which relay holds which stage, and a way to ask it: ask() tell().

A relay that does not answer is no exception but an answer: `Refused` with 503. Connections are
kept for the next command; a relay that died is noticed at once.
"""

import asyncio
import logging
import threading
import time
from hashlib import blake2b

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from shows.models import Show
from streaming.control.codec import Unreadable, decode_answer, encode
from streaming.control.commands import Answer, Command, Refused
from streaming.process.http_client import HttpClient

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 5.0
TRIES = (0.0, 0.5, 2.0, 5.0)
_clients: dict[asyncio.AbstractEventLoop, dict[tuple[str, str], HttpClient]] = {}


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
    return await _ask(command, relay, _client(relay))


async def _ask(command: Command, relay: str, client: HttpClient) -> Answer:
    if not relay:
        return Refused("relay.none", _("This site has no relay; nobody can go on air."), 503, 60)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _exchange(client, encode(command))
    except Unreadable as error:
        return Refused("request.malformed", error.sentence, 400)
    except Unknown:
        log.error("The relay at %s does not know our RELAY_SECRET", relay)
        return Refused("relay.secret", _("The relay does not know this site."), 503, 60)
    except (OSError, TimeoutError, Silent) as error:
        log.warning("The relay at %s does not answer: %r", relay, error)
        return Refused("relay.no_answer", _("The relay does not answer. Try again soon."), 503, 2)


def ask_now(command: Command, *, relay: str = "") -> Answer:
    """ask() for commands and threads, where no loop runs: over a connection of its own."""
    relay = relay or relay_of(getattr(command, "stage", ""))

    async def once() -> Answer:
        async with _new_client(relay) as client:
            return await _ask(command, relay, client)

    return asyncio.run(once())


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


async def _exchange(client: HttpClient, body: bytes) -> Answer:
    reply = await client.post("/v1/commands", body)
    if reply.status == 401:
        raise Unknown
    try:
        return decode_answer(reply.body)
    except Unreadable as error:
        raise Silent(str(error)) from error


def _client(relay: str) -> HttpClient:
    """The client of this loop for this relay. Those of loops that have ended are dropped."""
    loop = asyncio.get_running_loop()
    if loop not in _clients:
        for ended in [one for one in _clients if one.is_closed()]:
            del _clients[ended]
    known, about = _clients.setdefault(loop, {}), (relay, settings.RELAY_SECRET)
    return known.get(about) or known.setdefault(about, _new_client(relay))


def _new_client(relay: str) -> HttpClient:
    return HttpClient(f"http://{relay}", settings.RELAY_SECRET)
