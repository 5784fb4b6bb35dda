"""What a request to the API needs before its view runs.

A view says it in three tables, by method: `scopes` (what a personal token must carry), `public`
(what strangers may read), `session_only` (what no token may do) and `asks_again` (what a session
may do only if its person has lately proven who they are). Who may touch which show is not decided
here but by shows/access.py.
"""

from typing import TYPE_CHECKING

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from streaming.foundation.refusals import Refused

from ..models import PersonalToken
from ..suspensions import is_suspended

if TYPE_CHECKING:  # at run time it imports this very file
    from rest_framework.views import APIView


class ScopePermission(BasePermission):
    """Signed in, in good standing, and with the scope that the view asks of a token."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        method = "GET" if request.method in ("HEAD", "OPTIONS") else request.method
        if not request.user.is_authenticated:
            return method in getattr(view, "public", ())
        if is_suspended(request.user):
            raise Refused("account.suspended", _("This account is suspended for now."), status=403)
        if isinstance(request.auth, PersonalToken):
            _check_token(request.auth, view, method)
        elif method in getattr(view, "asks_again", ()):
            _check_session(request)
        return True


def _check_session(request: Request) -> None:
    if is_reauthentication_required(request, app=""):
        raise Refused(
            "account.prove_yourself",
            _("First show that it's you: %(url)s")
            % {"url": settings.FOOTLIGHTS_URL + reverse("account_reauthenticate")},
            status=403,
        )


def _check_token(token: PersonalToken, view: "APIView", method: str | None) -> None:
    if method in getattr(view, "session_only", ()):
        raise Refused(
            "token.session_only",
            _("No token may do this. Sign in in your browser instead."),
            status=403,
        )
    scope = getattr(view, "scopes", {}).get(method, "")
    if scope and scope not in token.scopes:
        raise Refused(
            "token.scope_missing",
            _("This token lacks the scope “%(scope)s”.") % {"scope": scope},
            status=403,
        )
