"""MemberRequest, the request behind @login_required, and takes_pictures() for views."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest

from .models import User

View = TypeVar("View", bound=Callable[..., Any])


class MemberRequest(HttpRequest):
    """For type checks alone: @login_required has seen to it."""

    user: User


def takes_pictures(view: View) -> View:
    """This view takes long bodies from people who are signed in; other views get 2 MB at most."""
    view.takes_pictures = True  # type: ignore[attr-defined]  # read by streaming/site/requests/bounds.py
    return view
