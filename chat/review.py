"""What waits for review: queue(), release() and drop()."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from shows.models import Show

from . import refusals
from .models import Act, Chat, Held, Message
from .moderation import acting, write_act
from .order import take
from .signals import waiting
from .standing import standings

MOST_SHOWN = 100


def queue(show: Show) -> list[Held]:
    """The oldest first."""
    rows = Held.objects.filter(show=show).select_related("author", "reply_to").order_by("pk")
    return list(rows[:MOST_SHOWN])


def drop(show: Show, held_id: int, *, by: User, why: str = "") -> Act:
    """It never was a message; what it said stays in the record."""
    with acting(show, by) as chat:
        row = _row(show, held_id)
        details = {"kind": row.kind, "text": row.text, "client": row.client_id}
        act = write_act(
            chat, show, Act.Kind.DROP, by=by, why=why, person=row.author, details=details
        )
        _take_out(row, show)
        return act


def release(show: Show, held_id: int, *, by: User) -> Message:
    """It is a message now, with the next number; unless its author may not write any more."""
    with acting(show, by) as chat:
        row = _row(show, held_id)
        _check_author(chat, row)
        message = _say(chat, row)
        write_act(chat, show, Act.Kind.RELEASE, by=by, person=row.author, message=message)
        _take_out(row, show)
        return message


def _say(chat: Chat, row: Held) -> Message:
    """Under the name that its author's page gave it: it hears that this is what it wrote."""
    return Message.objects.create(
        show_id=chat.pk,
        number=take(chat),
        kind=row.kind,
        author=row.author,
        text=row.text,
        client_id=row.client_id,
        reply_to=row.reply_to,
    )


def _row(show: Show, held_id: int) -> Held:
    row = Held.objects.select_related("author").filter(show=show, pk=held_id).first()
    if row is None:
        raise refusals.unknown_number()
    return row


def _check_author(chat: Chat, row: Held) -> None:
    standing = standings(chat, [row.author_id], timezone.now()).get(row.author_id)
    bound = standing is None or standing.suspended or standing.banned or standing.silenced
    if bound and not (standing and standing.is_free):
        raise refusals.they_are_bound()


def _take_out(row: Held, show: Show) -> None:
    row.delete()
    transaction.on_commit(lambda: waiting.send(Show, show=show))
