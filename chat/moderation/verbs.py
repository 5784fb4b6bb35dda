"""What moderators do in a chat: delete() silence() ban() pin() settle(). All of them, and those in
undoing.py, settings.py and review.py, run inside moderating().

Each is one transaction that locks the chat first, as accepting messages does. So a decision counts
for everything that gets a number after it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts import audit
from accounts.models import User
from accounts.roles import is_moderator
from shows.access import can_moderate, part_in
from shows.models import Show
from streaming.foundation.text import clean_line

from ..log.numbering import lock_chat, take
from ..models import Act, Chat, Message
from ..people.author_rights import MODERATING_PARTS, rights_of
from ..rules import refusals
from ..signals import bound, grown

MOST_WHY = 300
MINUTES = (1, 10, 60, None)


@contextmanager
def moderating(show: Show, by: User) -> Iterator[Chat]:
    """The chat, locked until the end. Refused unless this person is a moderator at this moment."""
    with transaction.atomic():
        chat = lock_chat(show)
        if not can_moderate(by, show):
            raise refusals.not_moderator()
        yield chat


def write_act(chat: Chat, show: Show, kind: str, *, by: User, why: str = "", **fields: Any) -> Act:
    """The record of an act with its number, in the transaction of the act; the chat is locked."""
    act = Act(show=show, number=take(chat), kind=kind, by=by, why=_why(why))
    for name, value in fields.items():
        setattr(act, name, value)
    if acts_for_the_site(by, show):
        act.details = {**act.details, "site": True}
        _record(act, show, by)
    act.save()
    transaction.on_commit(lambda: grown.send(Show, show=show))
    return act


def _why(words: str) -> str:
    """On one line: it stands in lists."""
    return clean_line(" ".join(words.split()), MOST_WHY, field="why")


def acts_for_the_site(by: User, show: Show) -> bool:
    """Whether they moderate here only because they moderate the site; then the site records it."""
    if by == show.creator or not is_moderator(by):
        return False
    part = part_in(by, show)
    return part is None or part.answer != part.Answer.ACCEPTED or part.part not in MODERATING_PARTS


def _record(act: Act, show: Show, by: User) -> None:
    after: dict[str, Any] = {"number": act.number}
    if act.person:
        after["person"] = act.person.username
    if act.message:
        after |= {"message": act.message.number, "text": act.message.text}
    audit.record(by, f"chat.{act.kind}", show, after=after, reason=act.why)


# ── messages


def message_at(show: Show, number: int) -> Message:
    found = Message.objects.select_related("author", "deletion", "settled")
    message = found.filter(show=show, number=number).first()
    if message is not None:
        return message
    if Act.objects.filter(show=show, number=number).exists():
        raise refusals.wrong_kind()
    raise refusals.unknown_number()


@transaction.atomic
def delete(show: Show, number: int, *, by: User, why: str = "") -> Act:
    """Authors delete their own, moderators anybody's. The text stays recorded. Twice is once."""
    chat = lock_chat(show)
    message = message_at(show, number)
    own = message.author_id == by.pk
    if not own and not can_moderate(by, show):
        raise refusals.not_yours()
    if message.deletion is not None:
        return message.deletion
    message.deletion = write_act(
        chat,
        show,
        Act.Kind.DELETE,
        by=by,
        why=why,
        message=message,
        person=message.author,
        details={"deleted": "author" if own else "moderator"},
    )
    message.save(update_fields=["deletion"])
    return message.deletion


def pin(show: Show, number: int | None, *, by: User) -> Act | None:
    """One message is pinned, or none. What is pinned already is no act."""
    with moderating(show, by) as chat:
        message = None if number is None else message_at(show, number)
        if message is not None and message.deletion_id is not None:
            raise refusals.wrong_kind()
        before = chat.pinned
        if before == message:
            return None
        chat.pinned = message
        chat.save(update_fields=["pinned"])
        details = {"before": before.number if before else None}
        return write_act(chat, show, Act.Kind.PIN, by=by, message=message, details=details)


@transaction.atomic
def unpin(show: Show, number: int, *, by: User) -> Act | None:
    """If it is this one that is pinned."""
    pinned = lock_chat(show).pinned
    is_this = pinned is not None and pinned == message_at(show, number)
    return pin(show, None, by=by) if is_this else None


def settle(show: Show, number: int, *, by: User) -> Act:
    """A question is answered, a poll closed: no votes after this."""
    with moderating(show, by) as chat:
        message = message_at(show, number)
        if message.kind not in (Message.Kind.QUESTION, Message.Kind.POLL) or message.deletion_id:
            raise refusals.wrong_kind()
        if message.settled_id is not None:
            raise refusals.settled()
        message.settled = write_act(chat, show, Act.Kind.SETTLE, by=by, message=message)
        message.save(update_fields=["settled"])
        return message.settled


# ── people


def person_called(name: str) -> User:
    user = User.objects.filter(username=name.removeprefix("@").lower(), is_active=True).first()
    if user is None:
        raise refusals.unknown_person()
    return user


def silence(show: Show, person: str, minutes: int | None, *, by: User, why: str = "") -> Act:
    """They write nothing here for so many minutes, or until the chat closes."""
    if minutes not in MINUTES:
        raise refusals.bad_minutes()
    with moderating(show, by) as chat:
        user = _audience(chat, person)
        until = None if minutes is None else timezone.now() + timedelta(minutes=minutes)
        details = {"minutes": minutes}
        return write_act(
            chat, show, Act.Kind.SILENCE, by=by, why=why, person=user, until=until, details=details
        )


def ban(show: Show, person: str, *, by: User, why: str = "") -> Act:
    """They write nothing in any show of this creator. Twice is once."""
    with moderating(show, by) as chat:
        user = _audience(chat, person)
        undone = Act.objects.filter(undone=OuterRef("pk"))
        bans = Act.objects.filter(kind=Act.Kind.BAN, show__creator=show.creator, person=user)
        if known := bans.filter(~Exists(undone), show=show).first():
            return known
        tell_of(user)
        return write_act(chat, show, Act.Kind.BAN, by=by, why=why, person=user)


def tell_of(user: User) -> None:
    """Where they sit in another show of this creator, that changes too."""
    transaction.on_commit(lambda: bound.send(User, user=user))


def _audience(chat: Chat, person: str) -> User:
    """Moderators and the cast cannot be silenced: no rule of the chat applies to them."""
    user = person_called(person)
    found = rights_of(chat, [user.pk], timezone.now())
    if found[user.pk].is_exempt:
        raise refusals.not_them()
    return user
