"""Seats: take_seat() give_back_seat() accept_invitation(). Exact under any race.

The capacity is kept by one UPDATE with a condition; the database, not this code, counts.
"""

from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import User
from accounts.suspensions import is_suspended
from streaming.foundation.refusals import Refused
from streaming.foundation.text import clean_line

from ..access import Visitor, can_reserve, is_locked
from ..letters import owed
from ..locking import lock_show
from ..models import Invitation, Seat, Show
from ..models.invitation import SALT
from ..signals import seat_given_back
from ..states import COMING, ON_AIR, State, wrong_moment

MOST_PLACES = 10_000
MOST_INVITATIONS = 200


def reserve(visitor: Visitor, show: Show) -> Seat:
    """A seat for whoever stands at the door, if the door is open to them."""
    if not can_reserve(visitor, show):
        if is_locked(visitor, show):
            sentence = _("Give the password of the show first.")
            raise Refused("show.password_needed", sentence, status=403)
        raise wrong_moment(show.audience_state)
    assert visitor.user.is_authenticated, "strangers are asked to sign in first"
    return take_seat(show, visitor.user)


def take_seat(show: Show, user: User, *, invitation: Invitation | None = None) -> Seat:
    """One seat for one member; asking again gives the same seat."""
    for tries_left in (2, 1, 0):
        if (seat := show.seats.filter(user=user).first()) is not None:
            return seat
        try:
            with transaction.atomic():
                _count_one(show)
                if invitation is not None:
                    _use_place(invitation)
                seat = Seat.objects.create(show=show, user=user, invitation=invitation)
                owed.owe_seat(show, user)
                return seat
        except IntegrityError:
            # The same member asked twice at once: the other request has the seat, or has given it
            # back since.
            if not tries_left:
                raise
    raise AssertionError("a loop of three ends by itself")


def _count_one(show: Show) -> None:
    free = Q(capacity__isnull=True) | Q(seats_taken__lt=F("capacity"))
    open_states = Q(state__in=[str(state) for state in COMING | ON_AIR])
    counted = Show.objects.filter(free, open_states, pk=show.pk).update(
        seats_taken=F("seats_taken") + 1
    )
    if counted:
        return
    show.refresh_from_db(fields=["state", "capacity", "seats_taken"])
    if show.state not in COMING | ON_AIR:
        raise wrong_moment(show.state)
    raise Refused("seat.house_full", _("The house is full. Every seat is taken."))


def _use_place(invitation: Invitation) -> None:
    used = Invitation.objects.filter(
        pk=invitation.pk, revoked_at=None, used__lt=F("places")
    ).update(used=F("used") + 1)
    if not used:
        raise Refused("invitation.used_up", _("All seats of this invitation are taken."))


@transaction.atomic
def give_back_seat(show: Show, user: User) -> bool:
    """Give a seat back to the house; whether there was one."""
    Show.objects.select_for_update().filter(pk=show.pk).first()  # in the order of take_seat()
    seat = Seat.objects.select_for_update().filter(show=show, user=user).first()
    if seat is None or not Seat.objects.filter(pk=seat.pk).delete()[0]:
        return False
    Show.objects.filter(pk=show.pk).update(seats_taken=F("seats_taken") - 1)
    if seat.invitation_id:
        Invitation.objects.filter(pk=seat.invitation_id).update(used=F("used") - 1)
    transaction.on_commit(lambda: seat_given_back.send(Show, show=show, user=user))
    return True


def find_invitation(code: str) -> Invitation:
    """The invitation behind a signed link; forged, revoked and unknown ones look alike."""
    try:
        pk = int(signing.Signer(salt=SALT).unsign(code))
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    invitation = (
        Invitation.objects.select_related("show__creator").filter(pk=pk, revoked_at=None).first()
    )
    if invitation is None or not _may_be_shown(invitation.show):
        raise Http404
    return invitation


def _may_be_shown(show: Show) -> bool:
    return show.state != State.DRAFT and show.hidden_at is None and not is_suspended(show.creator)


def accept_invitation(invitation: Invitation, user: User) -> Seat:
    if is_suspended(user):
        raise Refused("account.suspended", _("This account is suspended for now."), status=403)
    return take_seat(invitation.show, user, invitation=invitation)


def make_invitation(show: Show, *, by: User, places: int = 1, label: str = "") -> Invitation:
    """A link with which so many people may take a seat."""
    if show.state not in {State.DRAFT} | COMING | ON_AIR:
        raise wrong_moment(show.state)
    most = show.capacity or MOST_PLACES
    if not 1 <= places <= most:
        raise Refused(
            "invitation.bad_places",
            _("Give a number of seats from 1 to %(most)d.") % {"most": most},
            status=400,
            field="places",
        )
    label = clean_line(label, 80, field="label")
    with transaction.atomic():
        lock_show(show)
        _check_room(show)
        made = Invitation.objects.create(show=show, label=label, places=places, made_by=by)
        audit.record(by, "invitation.made", show, after={"id": made.pk, "places": places})
    return made


def _check_room(show: Show) -> None:
    if show.invitations.filter(revoked_at=None).count() >= MOST_INVITATIONS:
        raise Refused(
            "invitation.too_many",
            _("This show has %(most)d invitations. Revoke one that is no longer needed.")
            % {"most": MOST_INVITATIONS},
        )


@transaction.atomic
def revoke_invitation(invitation: Invitation, *, by: User) -> None:
    """The link ends; whoever has a seat by it keeps the seat."""
    live = Invitation.objects.filter(pk=invitation.pk, revoked_at=None)
    if live.update(revoked_at=timezone.now()):
        audit.record(by, "invitation.revoked", invitation.show, before={"id": invitation.pk})
