"""What a person may be on the whole site: is_…() ask, grant_role() and withdraw_role() decide."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from . import audit
from .models import Role, User
from .suspensions import is_suspended


def is_verified(user: User) -> bool:
    """Whether one address of theirs is confirmed."""
    return EmailAddress.objects.filter(user=user, verified=True).exists()


def has_role(user: User, name: Role.Name) -> bool:
    return user.is_authenticated and user.roles.filter(name=name).exists()


def is_creator(user) -> bool:
    """Whether they may list shows: see the setting CREATOR_APPROVAL."""
    if not user.is_authenticated or not user.is_active or is_suspended(user):
        return False
    if user.is_staff or has_role(user, Role.Name.CREATOR):
        return True
    return settings.CREATOR_APPROVAL == "verified" and is_verified(user)


def is_moderator(user) -> bool:
    """Whether they keep order on the whole site: site moderators and staff in good standing."""
    if not user.is_authenticated or not user.is_active:
        return False
    return (user.is_staff or has_role(user, Role.Name.MODERATOR)) and not is_suspended(user)


@transaction.atomic
def grant_role(user: User, name: str, *, by: User | None) -> Role:
    role, made = Role.objects.get_or_create(user=user, name=name, defaults={"granted_by": by})
    if made:
        audit.record(by, "role.granted", user, after={"role": name})
    return role


@transaction.atomic
def withdraw_role(user: User, name: str, *, by: User | None) -> None:
    deleted, _ = Role.objects.filter(user=user, name=name).delete()
    if deleted:
        audit.record(by, "role.withdrawn", user, before={"role": name})
