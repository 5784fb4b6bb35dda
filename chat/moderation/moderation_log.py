"""What was done in a chat and what waits for review, as moderators read it: acts_before()
waiting_for() person_in(). Everybody is named as in the chat itself (chat/log/author_cards.py)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Follow, User
from shows.access import can_moderate
from shows.models import Show

from ..log import author_cards
from ..log.author_cards import AuthorCard
from ..models import Act, Chat, Message
from ..people.author_rights import rights_of
from ..rules import refusals
from .review import queue
from .verbs import person_called

PAGE_ACTS = 50
MOST_SHOWN = 20
Told = dict[str, Any]


def check(show: Show, by: User) -> None:
    """The log is for moderators; asked anew each time."""
    if not can_moderate(by, show):
        raise refusals.not_moderator()


def acts_before(show: Show, number: int | None, most: int = PAGE_ACTS) -> tuple[list[Told], bool]:
    """The newest before this number, in order; and whether there are older ones."""
    rows = _acts(show)
    if number is not None:
        rows = rows.filter(number__lt=number)
    found = list(rows.order_by("-number")[: most + 1])
    return told(show, reversed(found[:most])), len(found) > most


def waiting_for(show: Show) -> list[Told]:
    """What is held, the oldest first."""
    rows = queue(show)
    known = author_cards.read(show.pk, [row.author_id for row in rows])
    return [
        {
            "held": row.pk,
            "at": row.held_at.isoformat(),
            "kind": row.kind,
            "text": row.text,
            "by": known.get(row.author_id),
            "to": row.reply_to.number if row.reply_to else None,
        }
        for row in rows
    ]


def person_in(show: Show, username: str) -> Told:
    """Their last messages here, what was done about them, and who they are to this show."""
    user = person_called(username)
    chat, now = Chat.objects.filter(pk=show.pk).first() or Chat(show=show), timezone.now()
    rights = rights_of(chat, [user.pk], now)[user.pk]
    until = rights.silenced_until
    return {
        "person": user.username,
        "name": user.name,
        "badge": rights.badge,
        "member_since": user.date_joined.isoformat(),
        "follows": Follow.objects.filter(follower=user, creator=show.creator_id).exists(),
        "banned": rights.banned,
        "silenced_until": until.isoformat() if until else ("close" if rights.silenced else None),
        "messages": _last_words(show, user),
        "acts": told(show, _about(show, user)),
    }


def _last_words(show: Show, user: User) -> list[Told]:
    """The newest last, as in the chat; deleted ones too: this is where that is judged."""
    rows = Message.objects.filter(show=show, author=user).order_by("-number")[:MOST_SHOWN]
    return [
        {
            "number": row.number,
            "kind": row.kind,
            "at": row.written_at.isoformat(),
            "text": row.text,
            "deleted": row.deletion_id is not None,
        }
        for row in reversed(rows)
    ]


def _about(show: Show, user: User) -> list[Act]:
    """Acts of this show, and bans from the other shows of its creator."""
    here = Q(show=show, person=user)
    banned = Q(kind=Act.Kind.BAN, show__creator=show.creator_id, person=user)
    rows = _rows(Act.objects.filter(here | banned))
    return list(reversed(rows.order_by("-pk")[:MOST_SHOWN]))


def _acts(show: Show) -> QuerySet[Act]:
    return _rows(Act.objects.filter(show=show))


def _rows(acts: QuerySet[Act]) -> QuerySet[Act]:
    return acts.select_related("message", "person", "undone", "show").prefetch_related("undoes")


def told(show: Show, acts: Iterable[Act]) -> list[Told]:
    """Rows of acts as moderators read them."""
    rows = list(acts)
    people = {row.by_id for row in rows} | {one.by_id for row in rows for one in row.undoes.all()}
    known = author_cards.read(show.pk, {one for one in people if one is not None})
    return [_told(row, known) for row in rows]


def _told(act: Act, known: dict[int, AuthorCard]) -> Told:
    undone_by = next(iter(act.undoes.all()), None)
    details = act.details
    return {
        "number": act.number,
        "show": act.show.slug,
        "kind": act.kind,
        "at": act.done_at.isoformat(),
        "by": known.get(act.by_id or 0),
        "why": act.why,
        "person": act.person.username if act.person else None,
        "of": act.undone.number if act.undone else act.message and act.message.number,
        "text": act.message.text if act.message else details.get("text", ""),
        "minutes": details.get("minutes"),
        "until": act.until and act.until.isoformat(),
        "before": details.get("before") if act.kind == Act.Kind.RULES else None,
        "after": details.get("after") if act.kind == Act.Kind.RULES else None,
        "undone": undone_by and _undoing(undone_by, known),
    }


def _undoing(act: Act, known: dict[int, AuthorCard]) -> Told:
    return {
        "number": act.number,
        "at": act.done_at.isoformat(),
        "by": known.get(act.by_id or 0),
        "why": act.why,
    }
