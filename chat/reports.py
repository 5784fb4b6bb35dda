"""Messages can be reported by whoever can see their show."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.report_kinds import kind, suspending
from shows.access import can_see, visitor_of

from .models import Message


def _fetch(target_id: str) -> Message | None:
    # 18 digits fit a database number; more is nobody's message.
    pk = int(target_id) if target_id.isdecimal() and len(target_id) <= 18 else 0
    return Message.objects.select_related("show__creator", "author").filter(pk=pk).first()


def _find(request: HttpRequest, target_id: str) -> Message:
    message = _fetch(target_id)
    if message is None or not can_see(visitor_of(request), message.show):
        raise Http404
    return message


def _author(message: Message) -> User | None:
    return message.author


kind(
    "message",
    _("message"),
    find=_find,
    fetch=_fetch,
    owner=_author,
    describe=lambda message: {
        "text": message.text,
        "author": message.author.username if message.author else "",
        "show": message.show.slug,
        "number": message.number,
    },
    remedies={"suspend": suspending(_author)},
)
