"""Who asks the API: the holder of a personal token, or whoever is signed in in this browser."""

from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from ..models import PersonalToken, User
from ..tokens import token_for_secret


class PersonalTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer fl_…`. Unknown, expired and revoked tokens look alike."""

    keyword = "bearer"

    def authenticate(self, request: Request) -> tuple[User, PersonalToken] | None:
        scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.keyword:
            return None
        token = token_for_secret(secret.strip())
        if token is None:
            raise AuthenticationFailed(code="token.invalid")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


class BrowserSession(SessionAuthentication):
    """The session of the site itself; whatever changes something needs its CSRF token."""
