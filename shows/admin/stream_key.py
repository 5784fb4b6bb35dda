from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.acts import act
from accounts.admin.base import ReadOnly
from accounts.models import User
from shows.models import StreamKey
from shows.planning.keys import revoke_key


def _revoke(key: StreamKey, by: User, reason: str) -> None:
    revoke_key(key, by=by)


@admin.register(StreamKey)
class StreamKeyAdmin(ReadOnly):
    """Keys by their first letters; the secret is nowhere, and its digest stays unseen."""

    list_display = ["masked", "show", "holder", "issued_at", "last_used_at", "revoked_at"]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["prefix", "show__title", "show__slug", "holder__username"]
    list_select_related = ["show", "holder"]
    fields: ClassVar[Any] = [
        "masked",
        "show",
        "holder",
        "issued_at",
        "issued_by",
        "last_used_at",
        "revoked_at",
    ]
    readonly_fields = fields
    revoke = act(
        _("Revoke"), _revoke, reason=False, warning=_("Whoever performs with it is cut off.")
    )
    actions = ["revoke"]

    def acts_for(self, request: HttpRequest, obj: Any) -> Iterable[tuple[str, str]]:
        return [] if obj.revoked_at else super().acts_for(request, obj)
