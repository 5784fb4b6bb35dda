"""How people stand in a chat: standings(), in two queries however many they are."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from accounts.models import Follow, Role, Suspension, User
from shows.models import CastMember, Show

from .models import Act, Chat, Held, Message
from .rules import Standing

BADGES = {"host": "host", "performer": "cast", "moderator": "moderator"}
ORDERLY = (CastMember.Part.HOST, CastMember.Part.MODERATOR)


def standings(chat: Chat, people: Iterable[int], now: datetime) -> dict[int, Standing]:
    """Of each of these accounts, as the rows are now; who has closed theirs is left out."""
    keys = list(people)
    bonds = list(_bonds(chat, keys, now))
    return {
        user.pk: _standing(user, chat, [act for act in bonds if act.person_id == user.pk])
        for user in _people(chat, keys, now)
    }


def _people(chat: Chat, keys: list[int], now: datetime) -> QuerySet[User]:
    me = OuterRef("pk")
    creator = Show.objects.filter(pk=chat.pk).values("creator")
    accepted = CastMember.objects.filter(show=chat.pk, user=me, answer=CastMember.Answer.ACCEPTED)
    slow_since = now - timedelta(seconds=chat.slow_seconds)
    return User.objects.filter(pk__in=keys, is_active=True).annotate(
        creates=Exists(Show.objects.filter(pk=chat.pk, creator=me)),
        part=Subquery(accepted.values("part")[:1]),
        moderates=Exists(Role.objects.filter(user=me, name=Role.Name.MODERATOR)),
        suspended=Exists(Suspension.objects.filter(user=me, lifted_at=None)),
        follows=Exists(Follow.objects.filter(follower=me, creator__in=creator)),
        verified=Exists(EmailAddress.objects.filter(user=me, verified=True)),
        wrote_at=_last(Message, "author", "written_at", chat, slow_since),
        waits_since=_last(Held, "author", "held_at", chat, slow_since),
    )


def _last(model: type, person: str, at: str, chat: Chat, since: datetime) -> Subquery:
    """When they last wrote here, as far back as slow mode asks."""
    found = model.objects.filter(  # type: ignore[attr-defined]
        **{"show": chat.pk, person: OuterRef("pk"), f"{at}__gt": since}
    )
    return Subquery(found.values(person).annotate(last=Max(at)).values("last"))


def _bonds(chat: Chat, keys: list[int], now: datetime) -> QuerySet[Act]:
    """Silences of this show that run, and bans from all shows of its creator."""
    return active_bonds(now).filter(
        Q(kind=Act.Kind.SILENCE, show=chat.pk) | Q(kind=Act.Kind.BAN, show__creator__shows=chat.pk),
        person__in=keys,
    )


def active_bonds(now: datetime) -> QuerySet[Act]:
    """Silences and bans that hold: not over, and not undone."""
    undone = Act.objects.filter(undone=OuterRef("pk"))
    return Act.objects.filter(
        Q(until=None) | Q(until__gt=now), ~Exists(undone), kind__in=(Act.Kind.SILENCE, Act.Kind.BAN)
    ).annotate(creator=F("show__creator"))


def _standing(user: User, chat: Chat, bonds: list[Act]) -> Standing:
    silences = [act.until for act in bonds if act.kind == Act.Kind.SILENCE]
    on_site = user.is_staff or user.moderates  # type: ignore[attr-defined]
    part = "host" if user.creates else user.part  # type: ignore[attr-defined]
    suspended = user.suspended  # type: ignore[attr-defined]
    times = [at for at in (user.wrote_at, user.waits_since) if at]  # type: ignore[attr-defined]
    return Standing(
        keeps_order=not suspended and (on_site or part in ORDERLY),
        in_cast=part is not None,
        badge=BADGES.get(part or "") or ("staff" if on_site else None),
        suspended=suspended,
        banned=any(act.kind == Act.Kind.BAN for act in bonds),
        silenced=bool(silences),
        silenced_until=_longest(silences),
        follows=user.follows,  # type: ignore[attr-defined]
        verified=user.verified,  # type: ignore[attr-defined]
        joined_at=user.date_joined,
        last_at=max(times, default=None),
    )


def _longest(silences: list[datetime | None]) -> datetime | None:
    ends = [until for until in silences if until is not None]
    return max(ends, default=None) if len(ends) == len(silences) else None
