"""Finding chats for the API: those one may read, and those one moderates."""

from django.http import Http404
from rest_framework.request import Request

from accounts.api.base import MemberRequest
from chat.moderation.moderation_log import check
from shows.access import can_read_chat, find_show, visitor_of
from shows.models import Show


def readable(request: Request, slug: str) -> Show:
    """A show whose chat is theirs to read; else Http404."""
    visitor = visitor_of(request)
    show = find_show(visitor, slug)
    if not can_read_chat(visitor, show):
        raise Http404
    return show


def moderated(request: MemberRequest, slug: str) -> Show:
    """A show whose chat they moderate."""
    show = readable(request, slug)
    check(show, request.user)
    return show
