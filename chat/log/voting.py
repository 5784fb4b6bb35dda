"""Votes and reactions: vote() for a question or an option of a poll, react() to a message.

They have no numbers: what is told is how many there are, once a second (counts.py).
"""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from shows.models import Show

from ..models import Chat, Message, Reaction, Vote
from ..people.author_rights import rights_of
from ..rules import refusals
from ..rules.hours import hours_of
from ..rules.verdict import bar_from_reacting
from ..signals import counted

REACTION_SIGNS = ("👍", "❤️", "😂", "👏", "😮", "😢")


@transaction.atomic
def vote(show: Show, number: int, option: int, on: bool, *, by: User) -> None:
    """One vote each; another option takes the place of the one before."""
    message = _locked_message(show, number, by)
    if message.kind not in (Message.Kind.QUESTION, Message.Kind.POLL):
        raise refusals.wrong_kind()
    if message.settled_id is not None:
        raise refusals.settled()
    if not 0 <= option < (len(message.options) or 1):
        raise refusals.wrong_kind()
    if on:
        Vote.objects.update_or_create(message=message, person=by, defaults={"option": option})
    else:
        Vote.objects.filter(message=message, person=by, option=option).delete()
    _tell(show, number, by)


@transaction.atomic
def react(show: Show, number: int, sign: str, on: bool, *, by: User) -> None:
    """Each sign once from each person."""
    if sign not in REACTION_SIGNS:
        raise refusals.wrong_kind()
    message = _locked_message(show, number, by)
    if on:
        Reaction.objects.get_or_create(message=message, person=by, sign=sign)
    else:
        Reaction.objects.filter(message=message, person=by, sign=sign).delete()
    _tell(show, number, by)


def _locked_message(show: Show, number: int, by: User) -> Message:
    """The message is locked, so that nothing is counted after it was settled or deleted. The chat
    is not: votes are many, and they need no number."""
    chat, now = Chat.objects.filter(pk=show.pk).first() or Chat(show=show), timezone.now()
    rights = rights_of(chat, [by.pk], now).get(by.pk)
    if why := bar_from_reacting(rights, hours_of(chat, now)):
        raise why
    message = Message.objects.select_for_update().filter(show=show, number=number).first()
    if message is None or message.deletion_id is not None:
        raise refusals.unknown_number()
    return message


def _tell(show: Show, number: int, by: User) -> None:
    transaction.on_commit(lambda: counted.send(Show, show=show, number=number, by=by))
