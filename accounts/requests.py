"""The request behind @login_required, whose user is a member, and what a view says of requests."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from .models import User

View = TypeVar("View", bound=Callable[..., Any])


class MemberRequest(HttpRequest):
    """For type checks alone: @login_required has seen to it."""

    user: User


def takes_pictures(view: View) -> View:
    """Bodies that are longer than a form may come here, from people who are signed in."""
    view.takes_pictures = True  # type: ignore[attr-defined]  # read by streaming/web/bounds.py
    return view
