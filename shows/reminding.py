"""Reminders: remind_me() forget(). The letters themselves are sent by the clock."""

from accounts.models import User

from .models import Reminder, Show
from .states import COMING, wrong_moment


def remind_me(show: Show, user: User) -> Reminder:
    """Put a member on the list of a show that is still to come; twice is once."""
    if show.state not in COMING:
        raise wrong_moment(show.state)
    return Reminder.objects.get_or_create(show=show, user=user)[0]


def forget(show: Show, user: User) -> bool:
    """Take them off the list; whether they were on it. Always allowed."""
    return bool(Reminder.objects.filter(show=show, user=user).delete()[0])
