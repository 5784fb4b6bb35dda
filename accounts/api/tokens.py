"""Your personal tokens: list, issue, revoke."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.models import PersonalToken
from accounts.tokens import issue_token, revoke_token

from .base import ApiView, MemberRequest, With, done
from .shapes import NewTokenShape, TokenForm, TokenShape


class Tokens(ApiView):
    scopes = {"GET": "profile:read"}
    session_only = ("POST",)
    asks_again = ("POST",)
    throttle_scope = "keys"
    page_ordering = "-pk"

    @extend_schema(tags=["tokens"], responses=TokenShape(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Your tokens that are not revoked, the newest first."""
        return self.page(request.user.tokens.filter(revoked_at=None), TokenShape)

    @extend_schema(tags=["tokens"], request=TokenForm, responses={201: NewTokenShape})
    def post(self, request: MemberRequest) -> Response:
        """A new token; its secret is told once, here."""
        token, secret = issue_token(request.user, **self.read(TokenForm))
        return self.tell(With(token, secret=secret), NewTokenShape, 201)


class Token(ApiView):
    scopes = {"DELETE": "profile:write"}
    throttle_scope = "keys"

    @extend_schema(tags=["tokens"], responses={204: None})
    def delete(self, request: MemberRequest, token_id: int) -> Response:
        """Revoke a token: it is worthless at once."""
        token = PersonalToken.objects.filter(user=request.user, pk=token_id).first()
        if token is None:
            raise Http404
        revoke_token(token, by=request.user)
        return done()
