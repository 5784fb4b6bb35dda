"""Whom a house with nothing on its bill speaks to: visitor_kind()."""

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.roles import is_creator, is_verified


def visitor_kind(user: User | AnonymousUser) -> str:
    """founder (nobody runs the house yet), stranger, admin, creator, unconfirmed or member."""
    if not user.is_authenticated:
        return "stranger" if User.objects.filter(is_staff=True).exists() else "founder"
    if user.is_staff:
        return "admin"
    if is_creator(user):
        return "creator"
    return "member" if is_verified(user) else "unconfirmed"
