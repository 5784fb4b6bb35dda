"""Reminders: remind_me() forget() stop(). The letters themselves are sent by the clock.

Whoever has a seat or an accepted part is reminded unasked, until they say stop().
"""

from django.core import signing
from django.db import transaction
from django.http import Http404
from django.urls import reverse

from accounts.models import User

from ..models import Quiet, Reminder, Show
from ..states import COMING, wrong_moment

SALT = "shows.stop_letters"


def remind_me(show: Show, user: User) -> Reminder:
    """Put a member on the list of a show that is still to come; twice is once."""
    if show.state not in COMING:
        raise wrong_moment(show.state)
    Quiet.objects.filter(show=show, user=user).delete()
    return Reminder.objects.get_or_create(show=show, user=user)[0]


def forget(show: Show, user: User) -> bool:
    """Take them off the list; whether they were on it. Always allowed."""
    return bool(Reminder.objects.filter(show=show, user=user).delete()[0])


@transaction.atomic
def stop(show: Show, user: User) -> None:
    """No reminder of this show at all. That it moved or was cancelled is still said."""
    forget(show, user)
    Quiet.objects.get_or_create(show=show, user=user)


def stop_path(show: Show, user: User) -> str:
    """The link in each letter that stops reminders: signed, so it needs no sign-in."""
    code = signing.Signer(salt=SALT).sign(f"{show.pk}-{user.pk}")
    return reverse("shows:stop_letters", args=[code])


def find_stop(code: str) -> tuple[Show, User]:
    """Whom a stop link is about; forged and outdated ones look alike."""
    try:
        show, user = signing.Signer(salt=SALT).unsign(code).split("-")
        return Show.objects.get(pk=show), User.objects.get(pk=user, is_active=True)
    except (signing.BadSignature, ValueError, Show.DoesNotExist, User.DoesNotExist):
        raise Http404 from None
