"""Reporting a show, a person or a message, and the queue where moderators decide."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.models import Report, User
from accounts.reports.decisions import KINDS, find_target, make_report, queue
from accounts.reports.forms import DecisionForm, ReportForm
from accounts.roles import is_moderator
from streaming.foundation.refusals import Refused

ON_A_PAGE = 20


@login_required
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, kind: str, target: str) -> HttpResponse:
    """Report this: why, and what happened."""
    found = find_target(request, kind, target)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            make_report(found, kind, by=_member(request), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.sentence)
        else:
            return redirect("accounts:report_done")
    context = {"form": form, "kind": KINDS[kind], "target": found, "away": _way_back(found)}
    return render(request, "accounts/report.html", context, status=400 if form.errors else 200)


@login_required
@require_GET
def report_done(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/report_done.html")


@login_required
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The queue, for those who keep order; to everybody else there is no such page."""
    _check(request)
    page = Paginator(queue(), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/reports.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def decide_report(request: HttpRequest, number: int) -> HttpResponse:
    _check(request)
    one = get_object_or_404(Report.objects.select_related("reporter", "decided_by"), pk=number)
    form = DecisionForm(request.POST or None, report=one, by=_member(request))
    if request.method == "POST" and form.is_valid() and form.save():
        messages.success(request, _("Decided. Thank you."))
        return redirect("accounts:reports")
    context = {"report": one, "form": form, "kind": KINDS.get(one.kind)}
    return render(
        request, "accounts/decide_report.html", context, status=400 if form.errors else 200
    )


def _check(request: HttpRequest) -> None:
    if not is_moderator(request.user):
        raise Http404


def _member(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # login_required has let nobody else in
    return request.user


def _way_back(found: object) -> str:
    return getattr(found, "get_absolute_url", lambda: "/")()
