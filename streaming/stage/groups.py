"""Group names of the channel layer for shows, people and sessions."""

from accounts.models import User
from shows.models import Show


def show_group(show: Show) -> str:
    return f"show.{show.uuid.hex}"


def person_group(user: User) -> str:
    """The sockets of one person, on whatever page."""
    return f"person.{user.pk}"


def session_group(session: str) -> str:
    """The sockets that want to know when this session of a performer or viewer is over."""
    return f"session.{session}"
