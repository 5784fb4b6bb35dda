"""What can be reported, as a table that each floor fills in: kind("show", ...).

`find` gets the reporter's request and an id from the address and answers with the thing or raises
Http404, so nobody can report, or learn of, what they cannot see. `fetch` finds it again for those
who decide, whatever has become of it. `owner` is the person it is about.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..models import User
from ..suspensions import suspend


@dataclass(frozen=True)
class Remedy:
    """What may follow when a report is right, besides saying so."""

    label: str | Promise
    act: Callable[[Any, User, str], object]  # the thing, who decides, why
    staff_only: bool = False


@dataclass(frozen=True)
class Kind:
    name: str
    label: str | Promise
    find: Callable[[HttpRequest, str], Model]
    fetch: Callable[[str], Model | None]
    owner: Callable[[Any], User | None]
    describe: Callable[[Any], dict[str, Any]]
    remedies: dict[str, Remedy] = field(default_factory=dict)


KINDS: dict[str, Kind] = {}


def kind(name: str, label: str | Promise, **parts: Any) -> Kind:
    """Make things of this kind reportable; for the parts see Kind."""
    KINDS[name] = Kind(name, label, **parts)
    return KINDS[name]


def suspending(owner: Callable[[Any], User | None]) -> Remedy:
    """The remedy that suspends whoever a thing is of."""

    def act(target: Any, by: User, reason: str) -> None:
        person = owner(target)
        if person is not None:
            suspend(person, by=by, reason=reason)

    return Remedy(_("Uphold, and suspend the person"), act, staff_only=True)


def _find_person(request: HttpRequest, username: str) -> User:
    person = User.objects.filter(username=username, is_active=True).first()
    if person is None:
        raise Http404
    return person


def _itself(person: User) -> User:
    return person


kind(
    "person",
    _("person"),
    find=_find_person,
    fetch=lambda pk: User.objects.filter(pk=pk).first(),
    owner=_itself,
    describe=lambda user: {"name": user.name, "bio": user.bio, "links": user.links},
    remedies={"suspend": suspending(_itself)},
)
