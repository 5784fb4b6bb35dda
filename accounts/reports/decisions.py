"""Reports: make_report() by viewers, queue() and decide() for those who keep order.

What can be reported, and what may follow, stands in the table of kinds.py.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Case, Model, QuerySet, Value, When
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from streaming.foundation.refusals import Refused

from .. import audit
from ..models import Report, User
from ..roles import is_moderator
from .kinds import KINDS, Remedy, kind

__all__ = ["KINDS", "decide", "find_target", "kind", "make_report", "queue", "remedies_for"]

MOST_AN_HOUR = 10
MOST_WORDS = 2000
URGENT = (Report.Reason.MINORS, Report.Reason.VIOLENCE)


def find_target(request: HttpRequest, name: str, target_id: str) -> Model:
    if name not in KINDS:
        raise Http404
    return KINDS[name].find(request, target_id)


def target_of(report: Report) -> Model | None:
    """The thing itself, if it is still there; the snapshot always is."""
    return KINDS[report.kind].fetch(report.target_id) if report.kind in KINDS else None


def make_report(target: Model, name: str, *, by: User, reason: str, words: str = "") -> Report:
    """One open report for each reporter and thing; saying it again adds to the words."""
    if KINDS[name].owner(target) == by:
        raise Refused("report.yourself", _("You cannot report yourself or what is yours."))
    told = Report.objects.filter(kind=name, target_id=str(target.pk), reporter=by, decision="")
    if open_one := told.first():
        return _add_words(open_one, words)
    _check_pace(by)
    report, made = Report.objects.get_or_create(
        kind=name,
        target_id=str(target.pk),
        reporter=by,
        decision="",
        defaults={
            "target_name": str(target)[:200],
            "target_url": getattr(target, "get_absolute_url", str)()[:300],
            "snapshot": KINDS[name].describe(target),
            "reason": reason,
            "words": words,
        },
    )
    return report if made else _add_words(report, words)


def queue() -> QuerySet[Report]:
    """What waits for a decision: a child or a life at risk first, then the oldest."""
    urgency = Case(When(reason__in=URGENT, then=Value(0)), default=Value(1))
    waiting = Report.objects.filter(decision="").select_related("reporter")
    return waiting.order_by(urgency, "made_at", "pk")


def remedies_for(report: Report, by: User) -> dict[str, Remedy]:
    """What `by` may let follow from this report; nothing when the thing is gone."""
    if target_of(report) is None:
        return {}
    remedies = KINDS[report.kind].remedies
    return {name: one for name, one in remedies.items() if by.is_staff or not one.staff_only}


@transaction.atomic
def decide(report: Report, decision: str, *, by: User, note: str = "", remedy: str = "") -> None:
    """Close a report and do what follows from it, all or nothing."""
    _check_judge(report, by)
    if remedy and decision != Report.Decision.UPHELD:
        raise _no_remedy()
    changed = Report.objects.filter(pk=report.pk, decision="").update(
        decision=decision, decided_at=timezone.now(), decided_by=by, note=note
    )
    if not changed:
        raise Refused("report.decided", _("This report has been decided already."))
    audit.record(
        by,
        f"report.{decision}",
        report,
        before={"decision": ""},
        after={"decision": decision},
        reason=note,
    )
    if remedy:
        _follow(report, remedy, by=by, note=note)


def _follow(report: Report, remedy: str, *, by: User, note: str) -> None:
    allowed = remedies_for(report, by)
    if remedy not in allowed:
        raise _no_remedy()
    if not note.strip():
        raise Refused("report.no_note", _("Say why: the person will read it."), field="note")
    allowed[remedy].act(target_of(report), by, note)


def _no_remedy() -> Refused:
    return Refused("report.no_remedy", _("That cannot follow from this report."), status=403)


def _check_judge(report: Report, by: User) -> None:
    """Those who keep order decide, but not about themselves."""
    if not is_moderator(by):
        raise Refused("report.not_yours", _("Only moderators decide reports."), status=403)
    target = target_of(report)
    if target is not None and KINDS[report.kind].owner(target) == by:
        raise Refused("report.about_you", _("This is about you. Somebody else must decide it."))


def _check_pace(by: User) -> None:
    an_hour_ago = timezone.now() - timedelta(hours=1)
    if Report.objects.filter(reporter=by, made_at__gt=an_hour_ago).count() >= MOST_AN_HOUR:
        raise Refused(
            "report.too_many",
            _("You have made many reports within an hour. We read them all; try again later."),
            status=429,
        )


def _add_words(report: Report, words: str) -> Report:
    if not words or words in report.words:
        return report
    together = f"{report.words}\n{words}".strip()
    if len(together) > MOST_WORDS:
        raise Refused(
            "text.too_long",
            _("Together with what you told us before this is too long. Keep it shorter."),
            status=400,
            field="words",
        )
    report.words = together
    report.save(update_fields=["words"])
    return report
