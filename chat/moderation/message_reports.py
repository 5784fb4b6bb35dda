"""Messages can be reported by whoever can read them: by their key, or as `show:number`, which is
all that clients of a chat know."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.reports.kinds import Remedy, kind, suspending
from shows.access import can_moderate, visitor_of, will_be_let_in
from shows.states import State

from ..models import Message
from ..rules import refusals
from .verbs import MOST_WHY, ban, delete, silence

_MESSAGES = Message.objects.select_related("show__creator", "author")


def _fetch(target_id: str) -> Message | None:
    # 18 digits fit a database number; more is nobody's message.
    pk = int(target_id) if target_id.isdecimal() and len(target_id) <= 18 else 0
    return _MESSAGES.filter(pk=pk).first()


def _told(target_id: str) -> Message | None:
    slug, _colon, number = target_id.partition(":")
    if not number:
        return _fetch(slug)
    place = int(number) if number.isdecimal() and len(number) <= 9 else 0
    return _MESSAGES.filter(show__slug=slug, number=place).first()


def _find(request: HttpRequest, target_id: str) -> Message:
    message = _told(target_id)
    if message is None or not _can_read(request, message):
        raise Http404
    return message


def _can_read(request: HttpRequest, message: Message) -> bool:
    """Only moderators read a deleted one."""
    if can_moderate(request.user, message.show):
        return True
    if message.deletion_id is not None or message.show.state == State.DRAFT:
        return False
    return will_be_let_in(visitor_of(request), message.show)


def _author(message: Message) -> User | None:
    return message.author


def _name(message: Message) -> str:
    if message.author is None:
        raise refusals.unknown_person()
    return message.author.username


def _why(note: str) -> str:
    return " ".join(note.split())[:MOST_WHY]


def _delete(message: Message, by: User, note: str) -> None:
    delete(message.show, message.number, by=by, why=_why(note))


def _silence(message: Message, by: User, note: str) -> None:
    silence(message.show, _name(message), None, by=by, why=_why(note))


def _ban(message: Message, by: User, note: str) -> None:
    ban(message.show, _name(message), by=by, why=_why(note))


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
    remedies={
        "delete": Remedy(_("Uphold, and delete the message"), _delete),
        "silence": Remedy(_("Uphold, and silence the author in this chat"), _silence),
        "ban": Remedy(_("Uphold, and ban the author from the shows of this creator"), _ban),
        "suspend": suspending(_author),
    },
)
