"""The OpenAPI schema: tells drf-spectacular the scopes, permissions and refusals of a view."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework import serializers

from streaming.foundation.problems import MEDIA_TYPE

WORDS = {
    400: "Something in the request cannot be accepted.",
    401: "Sign in, or send a personal token that is good.",
    403: "A token without the scope, a suspended account, or a missing CSRF token.",
    404: "There is nothing here that you may know of.",
    406: "Nothing but JSON is spoken here.",
    409: "A rule says no at this moment; `code` says which.",
    413: "The body is too large.",
    415: "The body is of a kind that is not read here.",
    429: "Too many requests; `Retry-After` says when to come back.",
}


class FieldErrorShape(serializers.Serializer):
    """One thing that is wrong, and where."""

    field = serializers.CharField()
    code = serializers.CharField(help_text="Stable: `area.reason`.")
    detail = serializers.CharField(help_text="A sentence for people.")


class ProblemShape(serializers.Serializer):
    """A problem detail (RFC 9457)."""

    type = serializers.URLField(help_text="Where the code is explained.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable: `area.reason`; see docs/api.md.")
    detail = serializers.CharField(help_text="A sentence for people; it may change.")
    # RFC 9457 chose the name, which the stubs keep for the errors of the serializer.
    errors = FieldErrorShape(many=True, required=False)  # type: ignore[assignment]


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.PersonalTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A personal token, `fl_…`; made at /settings/tokens/.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.api.authentication.BrowserSession"
    name = "session"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        from django.conf import settings

        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "Signed in in this browser; changes need `X-CSRFToken` as well.",
        }


class ViewSchema(AutoSchema):
    """Says of every operation what its view says in its tables."""

    def get_serializer_name(self, serializer: serializers.Serializer, direction: Any) -> str:
        """What is told and what is asked have one name outside: Show and ShowRequest."""
        return type(serializer).__name__.removesuffix("Shape").removesuffix("Form")

    # drf-spectacular asks without the path and the method of its base.
    def get_description(self) -> str:  # type: ignore[override]
        words = super().get_description() or ""
        scope = getattr(self.view, "scopes", {}).get(self.method)
        if self._is_in("session_only"):
            return f"{words}\n\nOnly in a signed-in browser: no token may do this.".strip()
        if scope:
            return f"{words}\n\nA token needs the scope `{scope}`.".strip()
        return words

    def get_auth(self) -> list[dict[str, Any]]:
        schemes = super().get_auth()
        if self._is_in("session_only"):
            schemes = [scheme for scheme in schemes if "token" not in scheme]
        return [*schemes, {}] if self._is_in("public") else schemes

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        bodies = super()._get_response_bodies(direction)
        problem = self.resolve_serializer(ProblemShape, "response").ref
        for status in self._refusals():
            body = {"description": WORDS[status], "content": {MEDIA_TYPE: {"schema": problem}}}
            bodies.setdefault(str(status), body)
        return bodies

    def _refusals(self) -> list[int]:
        """Statuses with which this operation can say no."""
        besides = getattr(self.view, "refusals", {}).get(self.method, ())
        statuses = {400, 401, 403, 406, 429, *besides}
        if "{" in self.path:
            statuses.add(404)
        if self.method != "GET":
            statuses |= {404, 409, 413, 415}
        return sorted(statuses)

    def _is_in(self, table: str) -> bool:
        return self.method in getattr(self.view, table, ())
