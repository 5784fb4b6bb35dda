"""What shows do when something happens on a lower floor."""

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed
from django.dispatch import receiver

from accounts.models import User
from accounts.signals import person_suspended

from .casting import hand_over
from .moderation import revoke_keys_of


@receiver(person_suspended, dispatch_uid="stream keys of a suspended person end")
def end_keys(sender: type[User], user: User, **_: object) -> None:
    """Whoever is suspended is cut off at once, not when they next knock."""
    revoke_keys_of(user)


@receiver(email_confirmed, dispatch_uid="parts that were offered to an address")
def hand_over_parts(sender: object, email_address: EmailAddress, **_: object) -> None:
    """Whoever was asked before they had an account finds the question on their page."""
    hand_over(email_address.email, to=email_address.user)
