"""Reports: whoever sees something says so; moderators decide."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Report
from accounts.reports.decisions import decide, find_target, make_report
from accounts.roles import is_moderator

from .base import ApiView, MemberRequest
from .shapes import DecisionForm, QueuedReportShape, QueueForm, ReportForm, ReportShape


class Reports(ApiView):
    refusals = {"GET": (404,)}
    scopes = {"GET": "profile:read", "POST": "profile:write"}

    @extend_schema(tags=["reports"], parameters=[QueueForm], responses=QueuedReportShape(many=True))
    def get(self, request: MemberRequest) -> Response:
        """The queue, for moderators; to anybody else it does not exist."""
        _only_moderators(request)
        rows = Report.objects.select_related("reporter", "decided_by")
        still_open = self.asked(QueueForm)["open"]
        rows = rows.filter(decision="") if still_open else rows.exclude(decision="")
        return self.page(rows, QueuedReportShape)

    @extend_schema(tags=["reports"], request=ReportForm, responses={201: ReportShape})
    def post(self, request: MemberRequest) -> Response:
        """Report a show, a person or a message that you can see."""
        said = self.read(ReportForm)
        target = find_target(request, said["kind"], said["target"])
        report = make_report(
            target, said["kind"], by=request.user, reason=said["reason"], words=said["words"]
        )
        return self.tell(report, ReportShape, 201)


class Decision(ApiView):
    scopes = {"POST": "profile:write"}

    @extend_schema(tags=["reports"], request=DecisionForm, responses=QueuedReportShape)
    def post(self, request: MemberRequest, report_id: int) -> Response:
        """Uphold or dismiss a report. What follows from it is an act of its own."""
        _only_moderators(request)
        rows = Report.objects.select_related("reporter", "decided_by")
        report = rows.filter(pk=report_id).first()
        if report is None:
            raise Http404
        said = self.read(DecisionForm)
        decision, note, remedy = said["decision"], said["note"], said["remedy"]
        decide(report, decision, by=request.user, note=note, remedy=remedy)
        return self.tell(rows.get(pk=report_id), QueuedReportShape)


def _only_moderators(request: Request) -> None:
    if not is_moderator(request.user):
        raise Http404
