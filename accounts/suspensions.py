"""Whether a person is in good standing: suspend() and lift() are the only writers."""

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from streaming.foundation.refusals import Refused

from . import audit
from .models import Suspension, User
from .signals import person_restored, person_suspended


def is_suspended(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and user.suspensions.filter(lifted_at__isnull=True).exists()


@transaction.atomic
def suspend(user: User, *, by: User, reason: str) -> Suspension:
    """Suspend: sign-in, tokens and listings end with the transaction. Twice is once."""
    _check_rank(user, by)
    suspension, made = Suspension.objects.get_or_create(
        user=user, lifted_at=None, defaults={"started_by": by, "reason": reason[:500]}
    )
    if made:
        audit.record(
            by,
            "person.suspended",
            user,
            before={"suspended": False},
            after={"suspended": True},
            reason=reason,
        )
        transaction.on_commit(lambda: person_suspended.send(User, user=user))
    return suspension


@transaction.atomic
def lift(user: User, *, by: User, reason: str = "") -> None:
    """End a suspension; the row stays as history."""
    open_ones = Suspension.objects.filter(user=user, lifted_at=None)
    if open_ones.update(lifted_at=timezone.now(), lifted_by=by):
        audit.record(
            by,
            "person.restored",
            user,
            before={"suspended": True},
            after={"suspended": False},
            reason=reason,
        )
        transaction.on_commit(lambda: person_restored.send(User, user=user))


def _check_rank(user: User, by: User) -> None:
    """Nobody suspends themselves, and only an administrator suspends staff: a wrong click, or a
    stolen staff session, must not lock the house from inside."""
    if user == by:
        raise Refused("person.yourself", _("You cannot suspend yourself."))
    if (user.is_staff or user.is_superuser) and not by.is_superuser:
        raise Refused(
            "person.staff",
            _("Only an administrator can suspend somebody of the staff."),
            status=403,
        )
