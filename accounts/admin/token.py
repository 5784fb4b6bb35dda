from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import PersonalToken, User
from accounts.tokens import revoke_token

from .acts import act
from .base import ReadOnly


def _revoke(token: PersonalToken, by: User, reason: str) -> None:
    revoke_token(token, by=by)


@admin.register(PersonalToken)
class PersonalTokenAdmin(ReadOnly):
    """Tokens by their first letters; the secret is nowhere, and its digest stays unseen."""

    list_display = ["name", "masked", "user", "created_at", "last_used_at", "expires_at", "revoked"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["name", "prefix", "user__username"]
    list_select_related = ["user"]
    fields: ClassVar[Any] = [
        "user",
        "name",
        "masked",
        "scopes",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    ]
    readonly_fields = fields
    revoke = act(_("Revoke"), _revoke, reason=False, warning=_("Scripts that use it stop working."))
    actions = ["revoke"]

    def acts_for(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        return [] if obj.revoked_at else super().acts_for(request, obj)

    @admin.display(description=_("token"))
    def masked(self, token: PersonalToken) -> str:
        return f"fl_{token.prefix}_••••••••"

    @admin.display(description=_("revoked"), boolean=True)
    def revoked(self, token: PersonalToken) -> bool:
        return token.revoked_at is not None
