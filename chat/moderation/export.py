"""export_of(): a whole chat for the creator of its show, as it was and as it is: deleted texts, who
did what and why, polls with their results, what the audience gave the show second by second."""

from typing import Any

from django.utils import timezone

from shows.models import Show

from ..log import author_cards
from ..log.author_cards import AuthorCard
from ..log.counts import signs_under, votes_for
from ..models import Act, Applause, Chat, Message
from ..rules.settings_fields import HOURS, rules_of
from . import moderation_log

Told = dict[str, Any]


def export_of(show: Show) -> Told:
    chat = Chat.objects.filter(pk=show.pk).first() or Chat(show=show)
    messages = _messages(show)
    acts = Act.objects.filter(show=show).order_by("number")
    related = acts.select_related("message", "person", "undone", "show")
    return {
        "show": {"slug": show.slug, "title": show.title, "starts_at": show.starts_at},
        "exported_at": timezone.now(),
        "upto": chat.last_number,
        "rules": rules_of(chat) | {name: getattr(chat, name) for name in HOURS},
        "messages": messages,
        "acts": moderation_log.told(show, related.prefetch_related("undoes")),
        "held": moderation_log.waiting_for(show),
        "applause": _applause(show),
    }


def _messages(show: Show) -> list[Told]:
    rows = list(
        Message.objects.filter(show=show)
        .select_related("deletion", "settled", "reply_to")
        .order_by("number")
    )
    known = author_cards.read(show.pk, {row.author_id for row in rows if row.author_id})
    signs, votes = signs_under(rows), votes_for(rows)
    return [
        _message(row, known) | {"signs": signs.get(row.number, {}), "votes": votes.get(row.number)}
        for row in rows
    ]


def _message(row: Message, known: dict[int, AuthorCard]) -> Told:
    return {
        "number": row.number,
        "kind": row.kind,
        "at": row.written_at,
        "by": known.get(row.author_id or 0),
        "text": row.text,
        "to": row.reply_to.number if row.reply_to else None,
        "options": row.options,
        "settled": row.settled.number if row.settled else None,
        "deleted": row.deletion.number if row.deletion else None,
    }


def _applause(show: Show) -> list[Told]:
    rows = Applause.objects.filter(show=show).order_by("second_at", "sign")
    return [dict(row) for row in rows.values("second_at", "sign", "count")]
