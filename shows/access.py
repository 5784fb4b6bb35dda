"""Who may see, watch, perform, moderate and change a show: the only doorkeeper.

Every door (page, API, feed, poster, socket) asks here. Unknown and forbidden look alike from
outside: find_show() raises the same Http404 for both.
"""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.crypto import salted_hmac

from accounts.models import User
from accounts.roles import is_moderator
from accounts.suspensions import is_suspended

from .models import CastMember, Show
from .states import COMING, ON_AIR, OVER, State

UNLOCKED = "unlocked_shows"


@dataclass(frozen=True)
class Visitor:
    """Whoever stands at the door: a person or nobody, and the passwords they have given."""

    user: User | AnonymousUser
    unlocked: frozenset[str] = frozenset()


def visitor_of(request: HttpRequest) -> Visitor:
    session = getattr(request, "session", None)
    unlocked = session.get(UNLOCKED, []) if session is not None else []
    return Visitor(request.user, frozenset(unlocked))


def find_show(visitor: Visitor, slug: str, shows: QuerySet[Show] | None = None) -> Show:
    """The show with this address, if this visitor may know of it; else Http404."""
    query = Show.objects.select_related("creator") if shows is None else shows
    show = query.filter(slug=slug).first()
    if show is None or not can_see(visitor, show):
        raise Http404
    return show


def can_see(visitor: Visitor, show: Show) -> bool:
    """Whether the show exists at all for this visitor."""
    if can_edit(visitor.user, show) or is_moderator(visitor.user):
        return True
    if show.hidden_at or is_suspended(show.creator):
        return False
    if part_in(visitor.user, show) is not None:
        return True
    if show.state == State.DRAFT:
        return False
    return show.access != Show.Access.INVITATION or has_seat(visitor.user, show)


def can_watch(visitor: Visitor, show: Show) -> bool:
    """Whether this visitor may enter the auditorium, the show being what it is now."""
    if not can_see(visitor, show) or (visitor.user.is_authenticated and is_suspended(visitor.user)):
        return False
    if works_at(visitor.user, show):
        return show.state not in (State.DRAFT, State.CANCELLED)
    if show.state not in {State.DOORS} | ON_AIR | OVER:
        return False
    return _has_way_in(visitor, show)


def will_be_let_in(visitor: Visitor, show: Show) -> bool:
    """Whether nothing but the moment keeps this visitor from watching."""
    if not can_see(visitor, show) or (visitor.user.is_authenticated and is_suspended(visitor.user)):
        return False
    return works_at(visitor.user, show) or _has_way_in(visitor, show)


def can_read_chat(visitor: Visitor, show: Show) -> bool:
    """Whether the chat of the show is theirs to read: for whoever will be let in, from the
    announcement on, and also when all is over."""
    return show.state != State.DRAFT and will_be_let_in(visitor, show)


def works_at(user: User | AnonymousUser, show: Show) -> bool:
    """Whether they have something to do in this show, and so may be there before anybody else."""
    return can_perform(user, show) or can_moderate(user, show)


def _has_way_in(visitor: Visitor, show: Show) -> bool:
    if is_locked(visitor, show):
        return False
    return show.capacity is None or show.state in OVER or has_seat(visitor.user, show)


def can_perform(user: User | AnonymousUser, show: Show) -> bool:
    """Whether they may send picture and sound: the creator, hosts and performers who accepted."""
    if not user.is_authenticated or is_suspended(user) or show.hidden_at:
        return False
    parts = (CastMember.Part.HOST, CastMember.Part.PERFORMER)
    return user == show.creator or _accepted_part(user, show) in parts


def can_moderate(user: User | AnonymousUser, show: Show) -> bool:
    """Whether they keep order in this show: its hosts and moderators, and the site's."""
    if not user.is_authenticated or is_suspended(user):
        return False
    parts = (CastMember.Part.HOST, CastMember.Part.MODERATOR)
    return is_moderator(user) or user == show.creator or _accepted_part(user, show) in parts


def can_host(user: User | AnonymousUser, show: Show) -> bool:
    """Whether they direct the show while it is on: its creator and its hosts, except hosts who were
    removed from the stage."""
    if not can_perform(user, show):
        return False
    if user == show.creator:
        return True
    is_host = _accepted_part(user, show) == CastMember.Part.HOST  # type: ignore[arg-type]
    return is_host and not is_sent_off(user, show)


def can_send_off(user: User | AnonymousUser, show: Show, other: User) -> bool:
    """Whether they may remove this person: hosts remove one another, nobody removes the creator."""
    return can_host(user, show) and other not in (user, show.creator)


def can_mute(user: User | AnonymousUser, show: Show, other: User) -> bool:
    """Whether they may mute this person. The creator may mute themselves: nobody else can."""
    return can_send_off(user, show, other) or user == other == show.creator


def can_let_back(user: User | AnonymousUser, show: Show, other: User) -> bool:
    """Whether they may end a mute or removal. Hosts may, but not their own; the creator may."""
    return can_host(user, show) and (other != user or user == show.creator)


def is_sent_off(user: User | AnonymousUser, show: Show) -> bool:
    """Whether a host removed them from the stage, and they were not let back."""
    return user.is_authenticated and show.removals.filter(user=user, restored_at=None).exists()


def can_edit(user: User | AnonymousUser, show: Show) -> bool:
    """Whether they may change the show, its cast, seats and keys: its creator."""
    return user.is_authenticated and user == show.creator and not is_suspended(user)


def state_for(user: User | AnonymousUser, show: Show) -> str:
    """The state as this person knows it; asks no database if the cast is there already."""
    insider = user.is_authenticated and (
        user == show.creator
        or any(
            member.user_id == user.pk and member.answer != CastMember.Answer.DECLINED
            for member in show.cast.all()
        )
    )
    return show.state if insider else show.audience_state


def part_in(user: User | AnonymousUser, show: Show) -> CastMember | None:
    """Their place in the cast, answered or not; None for strangers and those who declined."""
    if not user.is_authenticated:
        return None
    return show.cast.filter(user=user).exclude(answer=CastMember.Answer.DECLINED).first()


def has_seat(user: User | AnonymousUser, show: Show) -> bool:
    return user.is_authenticated and show.seats.filter(user=user).exists()


def can_reserve(visitor: Visitor, show: Show) -> bool:
    """Whether a seat may be taken now; seats.take_seat() counts, this only opens the door."""
    if not can_see(visitor, show) or is_suspended(visitor.user):
        return False
    return show.state in COMING | ON_AIR and not is_locked(visitor, show)


def is_locked(visitor: Visitor, show: Show) -> bool:
    """Whether this visitor still has to give the password of the show; its own people need none."""
    if show.access != Show.Access.PASSWORD or password_mark(show) in visitor.unlocked:
        return False
    return not works_at(visitor.user, show)


def password_mark(show: Show) -> str:
    """What the session keeps once a password was given; a new password makes it worthless."""
    return salted_hmac("shows.password", f"{show.pk}:{show.password}").hexdigest()[:32]


def _accepted_part(user: User, show: Show) -> str | None:
    member = part_in(user, show)
    if member is None or member.answer != CastMember.Answer.ACCEPTED:
        return None
    return member.part
