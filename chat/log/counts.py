"""How many: signs_under() messages and votes_for() them; one query each, however many they are."""

from collections.abc import Iterable

from django.db.models import Count

from ..models import Message, Reaction, Vote


def signs_under(messages: Iterable[Message]) -> dict[int, dict[str, int]]:
    """By number: sign to how many; messages without any are left out."""
    numbers = {message.pk: message.number for message in messages}
    rows = Reaction.objects.filter(message__in=list(numbers)).values_list("message", "sign")
    found: dict[int, dict[str, int]] = {}
    for pk, sign, count in rows.annotate(count=Count("pk")).order_by("message", "sign"):
        found.setdefault(numbers[pk], {})[sign] = count
    return found


def votes_for(messages: Iterable[Message]) -> dict[int, list[int]]:
    """By number: how many for each option; one count for a question. Every one of them is there."""
    votable = (Message.Kind.QUESTION, Message.Kind.POLL)
    chosen = {message.pk: message for message in messages if message.kind in votable}
    found = {one.number: [0] * (len(one.options) or 1) for one in chosen.values()}
    rows = Vote.objects.filter(message__in=list(chosen)).values_list("message", "option")
    for pk, option, count in rows.annotate(count=Count("pk")).order_by():
        counts = found[chosen[pk].number]
        if option < len(counts):
            counts[option] = count
    return found
