"""Backstage: where relays report to.

`POST /backstage/reports` with the secret of the house takes a batch and answers 204 once all of
it is done and written down; told again, it is skipped. With the database away it answers 503,
and the relay keeps its reports.
"""

import logging
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from shows.air import appearances, on_air
from shows.air.relay_runs import heard_from, is_current, note_load, take
from shows.models import RelayRun, Show
from streaming.control.codec import MOST_BYTES, Unreadable, decode_reports
from streaming.control.reports import (
    AudienceCounted,
    Batch,
    Heartbeat,
    PerformerArrived,
    PerformerBack,
    PerformerLeft,
    PerformerLimited,
    PerformerSilent,
    Report,
    SessionEnded,
)
from streaming.foundation import problems
from streaming.foundation.refusals import Refused

from ..bells import tell_ended
from ..sessions import open_sessions
from .signalling import too_large

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
def reports(request: HttpRequest) -> HttpResponse:
    try:
        follow(_batch(request))
    except Refused as refusal:
        return problems.response_to(refusal)
    except (OperationalError, InterfaceError):
        log.warning("The database is away; the relay keeps its reports", exc_info=True)
        sentence = _("The database is away. Come again.")
        return problems.response_to(Refused("server.database", sentence, status=503, retry_after=2))
    response = HttpResponse(status=204)
    del response["Content-Type"]
    return response


def follow(batch: Batch) -> None:
    """Each report once, in its order."""
    run = heard_from(batch.relay, batch.boot)
    if batch.unknown:
        log.warning("A relay of a later release reports what is not known here: %s", batch.unknown)
    for one in batch.reports:
        take(run, one.number, partial(_follow, run, one.report))


def _batch(request: HttpRequest) -> Batch:
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.RELAY_SECRET}"):
        sentence = _("Only relays of this house report here.")
        challenge = {"WWW-Authenticate": 'Bearer realm="backstage"'}
        raise Refused("relay.unknown", sentence, status=401, headers=challenge)
    body = request.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise too_large()
    try:
        return decode_reports(body)
    except Unreadable as error:
        log.error("A relay reports what is not understood: %s %s", error.code, error)
        raise Refused(error.code, error.sentence, status=400) from None


def _follow(run: RelayRun, report: Report) -> None:
    match report:
        case PerformerArrived() | PerformerBack():
            if is_current(run):  # else they were lost with it, and come anew
                appearances.arrived(report.session, boot=run.boot)
        case PerformerSilent():
            appearances.fell_silent(report.session)
        case PerformerLimited():
            log.warning(
                "A performer on stage %s sends more than RELAY_MOST_BITRATE: %d packets dropped",
                report.stage, report.dropped,
            )  # fmt: skip
        case PerformerLeft():
            open_sessions.drop(report.session)
            appearances.left(report.session, reason=report.reason)
            # Also who never appeared: a probe.
            transaction.on_commit(partial(tell_ended, report.session, report.reason))
        case SessionEnded():
            open_sessions.drop(report.session)
            tell_ended(report.session, report.reason)
        case AudienceCounted():
            _count(run, report)
        case Heartbeat():
            note_load(
                run,
                cpu=report.cpu,
                sessions=report.sessions,
                most_sessions=report.max_sessions,
                bitrate=report.bitrate,
            )


def _count(run: RelayRun, report: AudienceCounted) -> None:
    """Not from a relay that began anew since: its audience is gone."""
    if not is_current(run) or (stage := _uuid(report.stage)) is None:
        return
    show = Show.objects.filter(uuid=stage).first()
    if show is not None:
        on_air.count_audience(show, report.viewers)


def _uuid(stage: str) -> UUID | None:
    try:
        return UUID(hex=stage)
    except ValueError:
        return None


urlpatterns = [path("backstage/reports", reports, name="backstage_reports")]
