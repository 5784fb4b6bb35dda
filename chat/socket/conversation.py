"""What a client asks on the socket of a chat, and what it is answered: the verbs of
docs/protocol.md. Each is authorised anew: `write` in the transaction that accepts, others here.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from django.http import Http404
from django.utils import timezone, translation

from accounts.models import User
from shows.access import can_read_chat
from shows.models import Show
from shows.sockets.visitor import SocketVisitor
from streaming.foundation.sockets import database
from streaming.foundation.sockets.envelopes import Asked, say
from streaming.wire.network import network_of

from ..live import own_reactions
from ..live.hub import Hub
from ..live.listener import Listener
from ..live.ring import with_entries
from ..log import history
from ..log.posting import Posted, Sent, Waits
from ..models import Applause, Message
from ..rules import refusals
from ..rules.polls import options_of
from ..rules.text import cleaned
from .clap_limits import clap_limits
from .commands import DEEDS
from .envelopes import (
    AboutPerson,
    Acts,
    Announce,
    Applaud,
    Before,
    Ping,
    Poll,
    Queue,
    React,
    Resume,
    Typing,
    Vote,
    Write,
)
from .self_state import look

Fields = dict[str, object]


class Conversation:
    """One socket's."""

    def __init__(self, hub: Hub, who: SocketVisitor, listener: Listener) -> None:
        self.hub, self.who, self.listener = hub, who, listener

    async def reply(self, asked: Asked) -> str | None:
        """The reply, whole; or what is raised."""
        verb = VERBS.get(type(asked))
        if verb is not None:
            return await verb(self, asked)
        kind, fields = await database.ask(self._deed, asked)
        if not isinstance(asked, WITHOUT_ACT):
            await self.hub.catch_up()
        return say(kind, re=asked.id, **fields)

    # ── writing

    async def write(self, asked: Write) -> str:
        return await self.post(asked, kind=asked.kind, to=asked.to)

    async def announce(self, asked: Announce) -> str:
        return await self.post(asked, kind=Message.Kind.ANNOUNCEMENT)

    async def poll(self, asked: Poll) -> str:
        options = options_of(asked.options)
        return await self.post(asked, kind=Message.Kind.POLL, options=options)

    async def post(self, asked: Write | Announce | Poll, **more: Any) -> str:
        if self.listener.person is None:
            raise refusals.sign_in()
        outcome = await self.hub.batches.post(
            Sent(
                text=cleaned(asked.text),
                author=self.listener.person,
                client=asked.client,
                login=self.who.login,
                language=self.who.language,
                **more,
            ),
            moderates=self.listener.moderates,
        )
        if isinstance(outcome, Posted):
            return say("written", re=asked.id, number=outcome.number)
        if isinstance(outcome, Waits):
            return say("held", re=asked.id)
        raise outcome

    # ── reading

    async def resume(self, asked: Resume) -> str:
        after, upto, entries = await self.hub.following(asked.after, *self._reader)
        more, mine = upto < self.hub.ring.told, await self._pressed(after, upto)
        envelope = say("entries", re=asked.id, after=after, upto=upto, more=more, mine=mine)
        return with_entries(envelope, entries)

    async def _pressed(self, after: int, upto: int) -> own_reactions.Mine:
        if self.listener.person is None:
            return {}
        return await database.ask(
            own_reactions.read, self.hub.show.pk, self.listener.person, after, upto
        )

    async def before(self, asked: Before) -> str:
        span, mine = await database.ask(self._page, asked.number)
        texts = [text for one in span.entries if (text := one.text(*self._reader)) is not None]
        envelope = say("history", re=asked.id, after=span.after, more=span.after > 0, mine=mine)
        return with_entries(envelope, texts)

    def _page(self, number: int) -> tuple[history.Span, own_reactions.Mine]:
        look(self.who, self.hub.show.slug)
        show, person = self.hub.show.pk, self.listener.person
        span = history.before(show, number)
        return span, own_reactions.read(show, person, span.after, span.upto)

    @property
    def _reader(self) -> tuple[bool, int | None]:
        return self.listener.moderates, self.listener.person

    # ── hints

    async def applaud(self, asked: Applaud) -> str:
        if not self.hub.state.hours.open:
            raise refusals.closed(self.hub.state.hours.opens_at)
        if asked.sign not in Applause.Sign.values:
            raise refusals.wrong_kind()
        if (bound := refusals.RESTRICTED.get(self.listener.why_not or "")) is not None:
            raise bound()
        who = self.listener.person or network_of(self.who.address)
        times = clap_limits.counted(self.hub.show.pk, who, asked.times)
        if times:
            self.hub.pulse.applaud(asked.sign, times)
        return say("done", re=asked.id)

    async def typing(self, asked: Typing) -> None:
        """Of those who could send what they type."""
        if self.listener.name and self.hub.state.hours.open:
            self.hub.pulse.types(self.listener.name)

    async def ping(self, asked: Ping) -> str:
        return say("pong", re=asked.id, server_time=timezone.now().isoformat())

    # ── deeds

    def _deed(self, asked: Asked) -> tuple[str, Fields]:
        """In a thread: who they are and what they may are asked of the rows as they are now."""
        visitor = self.who.read()
        show = Show.objects.select_related("creator").filter(pk=self.hub.show.pk).first()
        if show is None or not can_read_chat(visitor, show):
            raise Http404
        with translation.override(self.who.language):
            if not isinstance(visitor.user, User):
                raise refusals.sign_in()
            return DEEDS[type(asked)](show, visitor.user, asked)


VERBS: dict[type[Asked], Callable[..., Awaitable[str | None]]] = {
    Write: Conversation.write,
    Announce: Conversation.announce,
    Poll: Conversation.poll,
    Resume: Conversation.resume,
    Before: Conversation.before,
    Applaud: Conversation.applaud,
    Typing: Conversation.typing,
    Ping: Conversation.ping,
}
# All other deeds are acts: who is told that they are done finds them done.
WITHOUT_ACT = (React, Vote, Acts, Queue, AboutPerson)
OF_OVERLAYS = (Resume, Ping)
