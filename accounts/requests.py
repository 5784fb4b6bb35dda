"""The request behind @login_required: its user is a member."""

from django.http import HttpRequest

from .models import User


class MemberRequest(HttpRequest):
    """For type checks alone: @login_required has seen to it."""

    user: User
