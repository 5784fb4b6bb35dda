"""Moderating a chat by the API; every rule is in chat/moderation/verbs.py and its neighbours."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiView, MemberRequest, done
from chat.models import Chat
from chat.moderation import moderation_log, review, settings, undoing, verbs
from chat.moderation.export import export_of
from chat.rules import settings_fields
from shows.access import can_moderate
from shows.api.lookup import own
from shows.models import Show

from .lookup import moderated, readable
from .shapes import (
    ActsShape,
    BanForm,
    BeforeForm,
    DoneShape,
    QueueShape,
    RulesForm,
    RulesShape,
    SilenceForm,
    WhyForm,
    WrittenShape,
)

NOTHING = {"number": None}  # all was so already


class Acts(ApiView):
    scopes = {"GET": "shows:read"}

    @extend_schema(tags=["chat"], parameters=[BeforeForm], responses=ActsShape)
    def get(self, request: MemberRequest, slug: str) -> Response:
        """What moderators did, and why: the newest 50 acts, or those before a number."""
        show = moderated(request, slug)
        acts, more = moderation_log.acts_before(show, self.asked(BeforeForm).get("before"))
        return self.tell({"acts": acts, "more": more}, ActsShape)


class Undo(ApiView):
    scopes = {"POST": "shows:write"}

    @extend_schema(tags=["chat"], request=WhyForm, responses=DoneShape)
    def post(self, request: MemberRequest, slug: str, act_number: int) -> Response:
        """What the act did is as if it had not been."""
        show = moderated(request, slug)
        why = self.read(WhyForm)["why"]
        return self.tell(undoing.undo(show, act_number, by=request.user, why=why), DoneShape)


class Pin(ApiView):
    scopes = {"PUT": "shows:write", "DELETE": "shows:write"}

    @extend_schema(tags=["chat"], request=None, responses=DoneShape)
    def put(self, request: MemberRequest, slug: str, message_number: int) -> Response:
        """Pin this message, in the place of whatever was."""
        act = verbs.pin(moderated(request, slug), message_number, by=request.user)
        return self.tell(act or NOTHING, DoneShape)

    @extend_schema(tags=["chat"], responses={200: DoneShape})
    def delete(self, request: MemberRequest, slug: str, message_number: int) -> Response:
        """Pin it no more."""
        act = verbs.unpin(moderated(request, slug), message_number, by=request.user)
        return self.tell(act or NOTHING, DoneShape)


class Settle(ApiView):
    scopes = {"POST": "shows:write"}

    @extend_schema(tags=["chat"], request=None, responses=DoneShape)
    def post(self, request: MemberRequest, slug: str, message_number: int) -> Response:
        """A question is answered, a poll closed."""
        act = verbs.settle(moderated(request, slug), message_number, by=request.user)
        return self.tell(act, DoneShape)


class Silences(ApiView):
    scopes = {"POST": "shows:write"}

    @extend_schema(tags=["chat"], request=SilenceForm, responses={201: DoneShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Somebody may not write here for a while."""
        show = moderated(request, slug)
        said = self.read(SilenceForm)
        act = verbs.silence(show, said["person"], said["minutes"], by=request.user, why=said["why"])
        return self.tell(act, DoneShape, 201)


class Bans(ApiView):
    scopes = {"POST": "shows:write"}

    @extend_schema(tags=["chat"], request=BanForm, responses={201: DoneShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Somebody may not write in any show of this creator."""
        show = moderated(request, slug)
        said = self.read(BanForm)
        act = verbs.ban(show, said["person"], by=request.user, why=said["why"])
        return self.tell(act, DoneShape, 201)


class Rules(ApiView):
    public = ("GET",)
    scopes = {"GET": "shows:read", "PATCH": "shows:write"}

    @extend_schema(tags=["chat"], responses=RulesShape)
    def get(self, request: Request, slug: str) -> Response:
        """The rules of the chat."""
        show = readable(request, slug)
        return Response(_rules(show, can_moderate(request.user, show)))

    @extend_schema(tags=["chat"], request=RulesForm, responses=RulesShape)
    def patch(self, request: MemberRequest, slug: str) -> Response:
        """Change the rules: all that is sent, or nothing of it."""
        show = moderated(request, slug)
        settings.change_rules(show, self.read(RulesForm, partial=True), by=request.user)
        return Response(_rules(show, moderates=True))


class Queue(ApiView):
    scopes = {"GET": "shows:read"}

    @extend_schema(tags=["chat"], responses=QueueShape)
    def get(self, request: MemberRequest, slug: str) -> Response:
        """What waits for review."""
        return self.tell({"held": moderation_log.waiting_for(moderated(request, slug))}, QueueShape)


class Held(ApiView):
    scopes = {"POST": "shows:write", "DELETE": "shows:write"}

    @extend_schema(tags=["chat"], request=None, responses={201: WrittenShape})
    def post(self, request: MemberRequest, slug: str, held_id: int) -> Response:
        """Let it through: it is a message now."""
        message = review.release(moderated(request, slug), held_id, by=request.user)
        return self.tell({"number": message.number, "held": False}, WrittenShape, 201)

    @extend_schema(tags=["chat"], parameters=[WhyForm], responses={204: None})
    def delete(self, request: MemberRequest, slug: str, held_id: int) -> Response:
        """Drop it: it never was a message."""
        show = moderated(request, slug)
        review.drop(show, held_id, by=request.user, why=self.asked(WhyForm)["why"])
        return done()


class Export(ApiView):
    scopes = {"GET": "shows:read"}

    @extend_schema(tags=["chat"], responses={200: OpenApiTypes.OBJECT})
    def get(self, request: MemberRequest, slug: str) -> Response:
        """Everything, for its creator: deleted texts, acts, votes, applause."""
        show = own(request, slug)
        response = Response(export_of(show))
        response["Content-Disposition"] = f'attachment; filename="chat-{show.slug}.json"'
        return response


def _rules(show: Show, moderates: bool) -> dict[str, Any]:
    chat = Chat.objects.filter(pk=show.pk).first() or Chat(show=show)
    rules = settings_fields.rules_of(chat)
    if not moderates:
        return settings.public(rules)
    return rules | {name: getattr(chat, name) for name in settings.HOURS}
