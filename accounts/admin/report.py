from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Report, User
from accounts.reports.decisions import decide, queue
from accounts.reports.forms import DecisionForm
from accounts.reports.kinds import KINDS
from streaming.foundation.admin.show_json import facts

from .acts import act
from .base import ReadOnly, whoever


def _dismiss(report: Report, by: User, reason: str) -> None:
    decide(report, Report.Decision.DISMISSED, by=by, note=reason)


class WaitingFilter(admin.SimpleListFilter):
    """The queue is what one sees first; what was decided is a click away."""

    title = _("decision")
    parameter_name = "decided"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("all", _("all")), *Report.Decision.choices]

    def choices(self, changelist: Any) -> Any:
        first, *others = super().choices(changelist)
        return [{**first, "display": _("waiting")}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() == "all":
            return queryset
        return queryset.filter(decision=self.value() or "")


class KindFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(one.name, one.label) for one in KINDS.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Report)
class ReportAdmin(ReadOnly):
    """The queue, and each report with what was reported as it was then."""

    change_form_template = "admin/report.html"
    list_display = ["about", "reason", "kind", "reporter", "made_at", "decision", "decided_by"]
    list_filter = [WaitingFilter, KindFilter, "reason"]
    search_fields = ["target_name", "words", "reporter__username", "note"]
    list_select_related = ["reporter", "decided_by"]
    dismiss = act(_("Dismiss"), _dismiss, reason=False)
    actions = ["dismiss"]
    fieldsets = [
        (_("What was reported"), {"fields": ["about", "shown_kind", "link", "shown_snapshot"]}),
        (_("Why"), {"fields": ["reason", "words", "reporter", "made_at", "others"]}),
    ]
    decided = (_("Decision"), {"fields": ["decision", "decided_by", "decided_at", "note"]})

    def get_ordering(self, request: HttpRequest) -> tuple[Any, ...]:
        """The order of the queue, with what was decided after it."""
        return ("decision", *queue().query.order_by)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list:
        return [*self.fieldsets, self.decided] if obj and obj.decision else self.fieldsets

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        report = self.get_object(request, object_id)
        if report is None or report.decision or not self.has_view_permission(request):
            return super().change_view(request, object_id, form_url, extra_context)
        form = DecisionForm(request.POST or None, report=report, by=whoever(request))
        if request.method == "POST" and form.is_valid() and form.save():
            messages.success(request, _now("Decided. Thank you."))
            return HttpResponseRedirect(reverse("admin:accounts_report_changelist"))
        request.method = "GET"  # there is nothing else on this page that could be sent
        return super().change_view(request, object_id, form_url, {"decision_form": form})

    def acts_for(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        return []

    @admin.display(description=_("about"), ordering="target_name")
    def about(self, report: Report) -> str:
        return report.target_name or f"{report.kind} {report.target_id}"

    @admin.display(description=_("kind"))
    def shown_kind(self, report: Report) -> str:
        return str(KINDS[report.kind].label) if report.kind in KINDS else report.kind

    @admin.display(description=_("where it is now"))
    def link(self, report: Report) -> str:
        if not report.target_url.startswith("/") or report.target_url.startswith("//"):
            return "–"
        return format_html("<a href='{0}'>{0}</a>", report.target_url)

    @admin.display(description=_("as it was then"))
    def shown_snapshot(self, report: Report) -> str:
        return facts(report.snapshot)

    @admin.display(description=_("reported before"))
    def others(self, report: Report) -> str:
        same = Report.objects.filter(kind=report.kind, target_id=report.target_id)
        count = same.exclude(pk=report.pk).count()
        upheld = same.filter(decision=Report.Decision.UPHELD).count()
        return _now("%(count)d other reports, %(upheld)d upheld") % {
            "count": count,
            "upheld": upheld,
        }
