"""What shows do when something happens on a lower floor."""

from django.dispatch import receiver

from accounts.models import User
from accounts.signals import person_suspended

from .moderation import revoke_keys_of


@receiver(person_suspended, dispatch_uid="stream keys of a suspended person end")
def end_keys(sender: type[User], user: User, **_: object) -> None:
    """Whoever is suspended is cut off at once, not when they next knock."""
    revoke_keys_of(user)
