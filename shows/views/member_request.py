from django.http import HttpRequest

from accounts.models import User


class MemberRequest(HttpRequest):
    """A request behind the login: whoever asks is a member. For readers and type checks."""

    user: User  # type: ignore[assignment]
