"""How people stand in a chat: rights_of(), in two queries however many they are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import Follow, Role, Suspension, User
from shows.models import CastMember, Show

from ..models import Act, Chat, Held, Message
from ..rules.verdict import AuthorRights
from ..sql.prepared import Many, One, Prepared

BADGES = {"host": "host", "performer": "cast", "moderator": "moderator"}
# Of a silence or ban: its kind, and until when.
Restriction = tuple[str, datetime | None]
MOST_AT_ONCE = 500
MODERATING_PARTS = (CastMember.Part.HOST, CastMember.Part.MODERATOR)


@dataclass(frozen=True, slots=True)
class Person:
    """One account in one chat: how they stand, who they are to read, and the hash of their
    password, by which a session of theirs is known to be of today."""

    rights: AuthorRights
    username: str
    name: str
    password: str

    @property
    def card(self) -> dict[str, str | None]:
        return {"person": self.username, "name": self.name, "badge": self.rights.badge}


def rights_of(chat: Chat, people: Iterable[int], now: datetime) -> dict[int, AuthorRights]:
    """Of each of these accounts, as the rows are now; who has closed theirs is left out."""
    return {pk: person.rights for pk, person in read(chat, people, now).items()}


def read(chat: Chat, people: Iterable[int], now: datetime) -> dict[int, Person]:
    """The same, with their names."""
    keys = list(set(people))
    found: dict[int, Person] = {}
    for first in range(0, len(keys), MOST_AT_ONCE):
        found |= _read(chat, keys[first : first + MOST_AT_ONCE], now)
    return found


def _read(chat: Chat, keys: list[int], now: datetime) -> dict[int, Person]:
    restrictions: dict[int, list[Restriction]] = {}
    for person, kind, until in RESTRICTIONS(chat.pk, keys, now):
        restrictions.setdefault(person, []).append((kind, until))
    slow_since = now - timedelta(seconds=chat.slow_seconds)
    rows = [Row(*row) for row in PEOPLE(chat.pk, keys, slow_since)]
    return {row.pk: _person(row, restrictions.get(row.pk, [])) for row in rows}


class Row(NamedTuple):
    """What is read of one account."""

    pk: int
    username: str
    display_name: str
    password: str
    is_staff: bool
    date_joined: datetime
    creates: bool
    part: str | None
    is_site_moderator: bool
    suspended: bool
    follows: bool
    verified: bool
    wrote_at: datetime | None
    waits_since: datetime | None


def _people(chat: int, keys: list[int], slow_since: datetime) -> QuerySet[User, Any]:
    me = OuterRef("pk")
    creator = Show.objects.filter(pk=chat).values("creator")
    accepted = CastMember.objects.filter(show=chat, user=me, answer=CastMember.Answer.ACCEPTED)
    people = User.objects.filter(pk__in=keys, is_active=True).annotate(
        creates=Exists(Show.objects.filter(pk=chat, creator=me)),
        part=Subquery(accepted.values("part")[:1]),
        is_site_moderator=Exists(Role.objects.filter(user=me, name=Role.Name.MODERATOR)),
        suspended=Exists(Suspension.objects.filter(user=me, lifted_at=None)),
        follows=Exists(Follow.objects.filter(follower=me, creator__in=creator)),
        verified=Exists(EmailAddress.objects.filter(user=me, verified=True)),
        wrote_at=_last(Message, "author", "written_at", chat, slow_since),
        waits_since=_last(Held, "author", "held_at", chat, slow_since),
    )
    return people.order_by().values_list(*Row._fields)


def _last(model: type, person: str, at: str, chat: int, since: datetime) -> Subquery:
    """When they last wrote here, as far back as slow mode asks."""
    found = model.objects.filter(  # type: ignore[attr-defined]
        **{"show": chat, person: OuterRef("pk"), f"{at}__gt": since}
    )
    found = found.order_by().values(person)
    return Subquery(found.annotate(last=Max(at)).values("last"))


def _restrictions(chat: int, keys: list[int], now: datetime) -> QuerySet[Act, Any]:
    """Silences of this show that run, and bans from all shows of its creator."""
    restrictions = active_restrictions(now).filter(
        Q(kind=Act.Kind.SILENCE, show=chat) | Q(kind=Act.Kind.BAN, show__creator__shows=chat),
        person__in=keys,
    )
    return restrictions.order_by().values_list("person_id", "kind", "until")


PEOPLE = Prepared(_people, One(), Many(), One(datetime))
RESTRICTIONS = Prepared(_restrictions, One(), Many(), One(datetime))


def active_restrictions(now: datetime) -> QuerySet[Act]:
    """Silences and bans that hold: not over, and not undone."""
    undone = Act.objects.filter(undone=OuterRef("pk"))
    return Act.objects.filter(
        Q(until=None) | Q(until__gt=now), ~Exists(undone), kind__in=(Act.Kind.SILENCE, Act.Kind.BAN)
    ).annotate(creator=F("show__creator"))


def _person(row: Row, restrictions: list[Restriction]) -> Person:
    return Person(
        _rights(row, restrictions), row.username, row.display_name or row.username, row.password
    )


def _rights(row: Row, restrictions: list[Restriction]) -> AuthorRights:
    silences = [until for kind, until in restrictions if kind == Act.Kind.SILENCE]
    on_site = row.is_staff or row.is_site_moderator
    part = "host" if row.creates else row.part
    times = [at for at in (row.wrote_at, row.waits_since) if at]
    return AuthorRights(
        moderates=not row.suspended and (on_site or part in MODERATING_PARTS),
        in_cast=part is not None,
        badge=BADGES.get(part or "") or ("staff" if on_site else None),
        suspended=row.suspended,
        banned=any(kind == Act.Kind.BAN for kind, _until in restrictions),
        silenced=bool(silences),
        silenced_until=_longest(silences),
        follows=row.follows,
        verified=row.verified,
        joined_at=row.date_joined,
        last_at=max(times, default=None),
    )


def _longest(silences: list[datetime | None]) -> datetime | None:
    ends = [until for until in silences if until is not None]
    return max(ends, default=None) if len(ends) == len(silences) else None
