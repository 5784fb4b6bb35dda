"""Who people are in the chat of one show, as everybody reads it: name and badge."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Subquery

from accounts.models import Role, User
from shows.models import CastMember, Show

from ..people.author_rights import BADGES
from .entries import AuthorCard


def read(show: int, people: Iterable[int]) -> dict[int, AuthorCard]:
    """Of each of these accounts that is there."""
    me = OuterRef("pk")
    parts = CastMember.objects.filter(show=show, user=me, answer=CastMember.Answer.ACCEPTED)
    found = User.objects.filter(pk__in=set(people)).annotate(
        creates=Exists(Show.objects.filter(pk=show, creator=me)),
        part=Subquery(parts.values("part")[:1]),
        is_site_moderator=Exists(Role.objects.filter(user=me, name=Role.Name.MODERATOR)),
    )
    return {user.pk: _card(user) for user in found}


def _card(user: User) -> AuthorCard:
    part = "host" if user.creates else user.part  # type: ignore[attr-defined]
    on_site = user.is_staff or user.is_site_moderator  # type: ignore[attr-defined]
    badge = BADGES.get(part or "") or ("staff" if on_site else None)
    return {"person": user.username, "name": user.name, "badge": badge}
