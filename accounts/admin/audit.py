from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditRecord
from streaming.foundation.admin.show_json import changes, facts

from .base import ReadOnly


@admin.register(AuditRecord)
class AuditRecordAdmin(ReadOnly):
    """Who did what to whom; to be read."""

    list_display = ["at", "actor_name", "verb", "target_name", "change", "reason"]
    list_filter = ["target_kind", "verb"]
    search_fields = ["actor_name", "target_name", "target_id", "verb", "reason"]
    date_hierarchy = "at"
    fields: ClassVar[Any] = ["at", "actor_name", "verb", "target", "was", "became", "reason"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditRecord]:
        return super().get_queryset(request).order_by("-id")

    @admin.display(description=_("change"))
    def change(self, record: AuditRecord) -> str:
        return changes(record.before, record.after)

    @admin.display(description=_("to whom or what"))
    def target(self, record: AuditRecord) -> str:
        return f"{record.target_name} ({record.target_kind} {record.target_id})"

    @admin.display(description=_("before"))
    def was(self, record: AuditRecord) -> str:
        return facts(record.before)

    @admin.display(description=_("after"))
    def became(self, record: AuditRecord) -> str:
        return facts(record.after)
