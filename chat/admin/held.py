from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.acts import act
from accounts.admin.base import ReadOnly
from accounts.models import User
from chat.models import Held
from chat.moderation.review import drop, release


def _release(row: Held, by: User, reason: str) -> None:
    release(row.show, row.pk, by=by)


def _drop(row: Held, by: User, reason: str) -> None:
    drop(row.show, row.pk, by=by, why=reason)


@admin.register(Held)
class HeldAdmin(ReadOnly):
    """What waits until a moderator has read it."""

    list_display = ["text", "show", "author", "held_at"]
    search_fields = ["text", "author__username", "show__title", "show__slug"]
    list_select_related = ["show", "author"]
    date_hierarchy = "held_at"
    release = act(_("Let through"), _release, reason=False)
    drop = act(_("Drop"), _drop, reason=True)
    actions = ["release", "drop"]
