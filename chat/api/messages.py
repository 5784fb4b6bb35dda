"""The log of a chat: reading it, writing into it, taking something out."""

import secrets
from typing import Any

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiView, MemberRequest
from accounts.models import PersonalToken
from chat import signals
from chat.log import history
from chat.log.posting import Posted, Sent, Waits, accept
from chat.models import Message as Row
from chat.moderation import verbs
from chat.rules.polls import options_of
from chat.rules.text import cleaned
from shows.access import can_moderate
from shows.models import Show
from shows.sockets.visitor import SignedOut

from .lookup import moderated, readable
from .shapes import (
    AnnouncementForm,
    DoneShape,
    HistoryShape,
    MessageForm,
    PlaceForm,
    PollForm,
    WhyForm,
    WrittenShape,
)


class Chat(ApiView):
    public = ("GET",)
    scopes = {"GET": "shows:read", "POST": "profile:write"}

    @extend_schema(tags=["chat"], parameters=[PlaceForm], responses=HistoryShape)
    def get(self, request: Request, slug: str) -> Response:
        """The newest 50 entries, or those before or after a number."""
        show, place = readable(request, slug), self.asked(PlaceForm)
        span = _span(show, place)
        moderates = can_moderate(request.user, show)
        entries = [told for one in span.entries if (told := one.told(moderates)) is not None]
        found = {"after": span.after, "upto": span.upto, "more": span.after > 0}
        return self.tell(found | {"entries": entries}, HistoryShape)

    @extend_schema(tags=["chat"], request=MessageForm, responses={201: WrittenShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Write. With `client`, sending it again after a break writes nothing twice."""
        return _written(self, readable(request, slug), MessageForm)


class Announcements(ApiView):
    scopes = {"POST": "shows:write"}

    @extend_schema(tags=["chat"], request=AnnouncementForm, responses={201: WrittenShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Say something in the name of the show."""
        return _written(
            self, moderated(request, slug), AnnouncementForm, kind=Row.Kind.ANNOUNCEMENT
        )


class Polls(ApiView):
    scopes = {"POST": "shows:write"}

    @extend_schema(tags=["chat"], request=PollForm, responses={201: WrittenShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Ask everybody: two to six options, of which each chooses one."""
        return _written(self, moderated(request, slug), PollForm, kind=Row.Kind.POLL)


class Message(ApiView):
    scopes = {"DELETE": "profile:write"}

    @extend_schema(tags=["chat"], parameters=[WhyForm], responses={200: DoneShape})
    def delete(self, request: MemberRequest, slug: str, message_number: int) -> Response:
        """Delete a message of yours; as a moderator, anybody's."""
        show, why = readable(request, slug), self.asked(WhyForm)["why"]
        return self.tell(verbs.delete(show, message_number, by=request.user, why=why), DoneShape)


def _span(show: Show, place: dict[str, Any]) -> history.Span:
    if "after" in place:
        return history.after(show.pk, place["after"], history.PAGE_ENTRIES)
    if "before" in place:
        return history.before(show.pk, place["before"])
    return history.newest(show.pk, history.PAGE_ENTRIES)


def _written(view: ApiView, show: Show, form: type[AnnouncementForm], **fixed: str) -> Response:
    outcome = _accepted(show, _sent(view.request, view.read(form) | fixed))
    number = outcome.number if isinstance(outcome, Posted) else None
    return view.tell({"number": number, "held": number is None}, WrittenShape, 201)


def _sent(request: Any, said: dict[str, Any]) -> Sent:
    """Whoever comes with a session is looked at again in the transaction that accepts."""
    with_token = isinstance(request.auth, PersonalToken)
    return Sent(
        text=cleaned(said["text"]),
        author=request.user.pk,
        client=said.get("client") or secrets.token_hex(16),
        kind=said["kind"],
        to=said.get("to"),
        options=options_of(said["options"]) if "options" in said else [],
        login="" if with_token else request.session.session_key or "",
        language=get_language() or "en",
    )


def _accepted(show: Show, sent: Sent) -> Posted | Waits:
    accepted = accept(show, [sent])
    (outcome,) = accepted.outcomes
    if isinstance(outcome, SignedOut):
        raise NotAuthenticated
    if isinstance(outcome, Exception):
        raise outcome
    bell = signals.grown if accepted.messages else signals.waiting
    bell.send(Show, show=show)
    return outcome
