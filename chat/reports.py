"""Messages can be reported by whoever can see their show."""

from django.http import Http404, HttpRequest

from accounts.reports import kind
from shows.access import can_see, visitor_of

from .models import Message


def _find(request: HttpRequest, target_id: str) -> Message:
    message = (
        Message.objects.select_related("show__creator", "author")
        .filter(pk=int(target_id) if target_id.isdecimal() else 0)
        .first()
    )
    if message is None or not can_see(visitor_of(request), message.show):
        raise Http404
    return message


kind(
    "message",
    find=_find,
    describe=lambda message: {
        "text": message.text,
        "author": message.author.username if message.author else "",
        "show": message.show.slug,
        "number": message.number,
    },
)
