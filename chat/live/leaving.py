"""When a person takes their things along or leaves: what of it is the chats' business."""

from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.dispatch import receiver

from accounts.leaving import as_json
from accounts.models import User
from accounts.signals import account_closing, collecting_export

from ..models import Act, Held, Message, Reaction, Vote
from .doorbell import ring_for_left

MOST_SHOWS = 1000


@receiver(collecting_export, dispatch_uid="what a person said in chats")
def add_words(user: User, add: Any, **more: Any) -> None:
    """What they wrote, also what was deleted since; what they signed, voted and did."""
    mine = Message.objects.filter(author=user).order_by("pk")
    said = ("show__slug", "number", "kind", "text", "options", "written_at", "deletion__done_at")
    add("chat/messages.json", as_json(list(mine.values(*said))))
    waiting = Held.objects.filter(author=user).order_by("pk")
    add("chat/held.json", as_json(list(waiting.values("show__slug", "kind", "text", "held_at"))))
    place = ("message__show__slug", "message__number")
    signs = Reaction.objects.filter(person=user).order_by("pk").values(*place, "sign")
    votes = Vote.objects.filter(person=user).order_by("pk").values(*place, "option")
    acts = Act.objects.filter(by=user).order_by("pk")
    add("chat/signs.json", as_json(list(signs)))
    add("chat/votes.json", as_json(list(votes)))
    told = ("show__slug", "number", "kind", "why", "done_at", "until")
    add("chat/acts.json", as_json(list(acts.values(*told))))


@receiver(account_closing, dispatch_uid="the name of who leaves goes from the chats")
def take_the_name_away(user: User, **more: Any) -> None:
    """What was said stays, without a name; what nobody has read yet goes."""
    shows = _shows_of(user)
    transaction.on_commit(partial(ring_for_left, user.pk, user.username, shows))
    Held.objects.filter(author=user).delete()
    Message.objects.filter(author=user).update(author=None)
    Reaction.objects.filter(person=user).delete()


def _shows_of(user: User) -> list[int]:
    """Whose chats tell of them: the newest, for whoever has one of these open."""
    said = Message.objects.filter(author=user).values_list("show", flat=True)
    did = Act.objects.filter(Q(by=user) | Q(person=user)).values_list("show", flat=True)
    return sorted({*said.distinct(), *did.distinct()}, reverse=True)[:MOST_SHOWS]
