"""Reports: what can be reported, make_report() and decide().

Each floor registers its own kinds: `kind("show", find=..., describe=...)`. `find` gets the
reporter's request and an id and answers with the thing or raises Http404; so nobody can report,
or learn of, what they cannot see.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from . import audit
from .models import Report, User
from .refusals import Refused


@dataclass(frozen=True)
class Kind:
    name: str
    find: Callable[[HttpRequest, str], Model]
    describe: Callable[[Any], dict[str, Any]]


KINDS: dict[str, Kind] = {}


def kind(
    name: str,
    *,
    find: Callable[[HttpRequest, str], Model],
    describe: Callable[[Any], dict[str, Any]],
) -> None:
    KINDS[name] = Kind(name, find, describe)


def find_target(request: HttpRequest, name: str, target_id: str) -> Model:
    if name not in KINDS:
        raise Http404
    return KINDS[name].find(request, target_id)


def make_report(target: Model, name: str, *, by: User, reason: str, words: str = "") -> Report:
    """One open report for each reporter and thing; saying it again adds to the words."""
    report, made = Report.objects.get_or_create(
        kind=name,
        target_id=str(target.pk),
        reporter=by,
        decision="",
        defaults={
            "target_name": str(target)[:200],
            "target_url": getattr(target, "get_absolute_url", str)(),
            "snapshot": KINDS[name].describe(target),
            "reason": reason,
            "words": words,
        },
    )
    if not made and words and words not in report.words:
        report.words = f"{report.words}\n{words}"[:2000]
        report.save(update_fields=["words"])
    return report


@transaction.atomic
def decide(report: Report, decision: str, *, by: User, note: str = "") -> None:
    """Close a report. What follows from it (hide, suspend …) is an act of its own."""
    changed = Report.objects.filter(pk=report.pk, decision="").update(
        decision=decision, decided_at=timezone.now(), decided_by=by, note=note
    )
    if not changed:
        raise Refused("report.decided", _("This report has been decided already."))
    audit.record(by, f"report.{decision}", report, reason=note)


def _find_person(request: HttpRequest, target_id: str) -> User:
    person = User.objects.filter(username=target_id, is_active=True).first()
    if person is None:
        raise Http404
    return person


kind(
    "person",
    find=_find_person,
    describe=lambda user: {"name": user.name, "bio": user.bio, "links": user.links},
)
