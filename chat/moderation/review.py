"""What waits for review: queue(), release(), drop() and, when that is undone, hold_again()."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from shows.models import Show

from ..log.numbering import take
from ..models import Act, Chat, Held, Message
from ..people.author_rights import rights_of
from ..rules import refusals
from ..signals import waiting
from .verbs import moderating, write_act

MOST_SHOWN = 100


def queue(show: Show) -> list[Held]:
    """The oldest first."""
    rows = Held.objects.filter(show=show).select_related("author", "reply_to").order_by("pk")
    return list(rows[:MOST_SHOWN])


def drop(show: Show, held_id: int, *, by: User, why: str = "") -> Act:
    """It never was a message; what it said stays in the record."""
    with moderating(show, by) as chat:
        row = _row(show, held_id)
        to = row.reply_to.number if row.reply_to else None
        details = {"kind": row.kind, "text": row.text, "client": row.client_id, "to": to}
        act = write_act(
            chat, show, Act.Kind.DROP, by=by, why=why, person=row.author, details=details
        )
        _take_out(row, show)
        return act


def hold_again(act: Act) -> None:
    """What was dropped waits once more, unless its author has left or has sent it again since; in
    the transaction that undoes the drop."""
    said = act.details
    if act.person is None or not act.person.is_active:
        raise refusals.unknown_person()
    once = {"show": act.show, "author": act.person, "client_id": said["client"]}
    if said["client"] and any(kind.objects.filter(**once).exists() for kind in (Held, Message)):
        raise refusals.settled()
    to = Message.objects.filter(show=act.show, number=said.get("to") or 0, deletion=None).first()
    Held.objects.create(**once, kind=said["kind"], text=said["text"], reply_to=to)
    _tell(act.show)


def release(show: Show, held_id: int, *, by: User) -> Message:
    """It is a message now, with the next number; unless its author may not write any more."""
    with moderating(show, by) as chat:
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
    rows = Held.objects.select_related("author", "reply_to")
    row = rows.filter(show=show, pk=held_id).first()
    if row is None:
        raise refusals.unknown_number()
    return row


def _check_author(chat: Chat, row: Held) -> None:
    rights = rights_of(chat, [row.author_id], timezone.now()).get(row.author_id)
    bound = rights is None or rights.suspended or rights.banned or rights.silenced
    if bound and not (rights and rights.is_exempt):
        raise refusals.author_restricted()


def _take_out(row: Held, show: Show) -> None:
    row.delete()
    _tell(show)


def _tell(show: Show) -> None:
    transaction.on_commit(lambda: waiting.send(Show, show=show))
