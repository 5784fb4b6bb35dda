"""Whether a person is in good standing: suspend() and lift() are the only writers."""

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.utils import timezone

from . import audit
from .models import Suspension, User
from .signals import person_restored, person_suspended


def is_suspended(user: User | AnonymousUser) -> bool:
    return user.is_authenticated and user.suspensions.filter(lifted_at__isnull=True).exists()


@transaction.atomic
def suspend(user: User, *, by: User, reason: str) -> Suspension:
    """Suspend: sign-in, tokens and listings end with the transaction. Twice is once."""
    suspension, made = Suspension.objects.get_or_create(
        user=user, lifted_at=None, defaults={"started_by": by, "reason": reason}
    )
    if made:
        audit.record(by, "person.suspended", user, after={"suspended": True}, reason=reason)
        transaction.on_commit(lambda: person_suspended.send(User, user=user))
    return suspension


@transaction.atomic
def lift(user: User, *, by: User, reason: str = "") -> None:
    """End a suspension; the row stays as history."""
    open_ones = Suspension.objects.filter(user=user, lifted_at=None)
    if open_ones.update(lifted_at=timezone.now(), lifted_by=by):
        audit.record(by, "person.restored", user, before={"suspended": True}, reason=reason)
        transaction.on_commit(lambda: person_restored.send(User, user=user))
