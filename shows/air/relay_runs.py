"""What relays tell, each report once: take() heard_from() has_told() give_up_on_silent().

A report has a number that grows with every report of one run of a relay. One UPDATE decides
whether a number is new, in the same transaction as what follows from the report.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from streaming.foundation.refusals import Refused

from ..models import Appearance, RelayRun
from .appearances import lost

log = logging.getLogger(__name__)
KEEP = timedelta(days=7)
# Longer than a web process may be away while the relay keeps its reports.
SILENCE = timedelta(minutes=2)


@transaction.atomic
def heard_from(relay: str, boot: str) -> RelayRun:
    """The row of this run. A run that is new means that the one before has ended."""
    now = timezone.now()
    run, new = RelayRun.objects.get_or_create(relay=relay, boot=boot, defaults={"heard_at": now})
    if new:
        lost(relay, but=boot)
        RelayRun.objects.filter(relay=relay, heard_at__lt=now - KEEP).delete()
    return run


@transaction.atomic
def take(run: RelayRun, number: int, deed: Callable[[], object]) -> bool:
    """Do what follows from this report, unless it was done before; whether it was new.

    A report that cannot be followed is taken all the same: told again, it would only keep those
    behind it waiting. A database that is away is no such case; then nothing is taken.
    """
    fresh = RelayRun.objects.filter(pk=run.pk, number__lt=number)
    if not fresh.update(number=number, heard_at=timezone.now()):
        return False
    try:
        with transaction.atomic():
            deed()
    except (OperationalError, InterfaceError):
        raise
    except Refused as refusal:
        log.info("Report %d of %s comes too late: %s", number, run.relay, refusal)
    except Exception:
        log.exception("Report %d of %s could not be followed", number, run.relay)
    return True


def note_load(
    run: RelayRun, *, cpu: float, sessions: int, most_sessions: int, bitrate: int
) -> None:
    RelayRun.objects.filter(pk=run.pk).update(
        cpu=cpu, sessions=sessions, most_sessions=most_sessions, bitrate=bitrate
    )


def is_current(run: RelayRun) -> bool:
    """Whether no later run of this relay is known."""
    return not RelayRun.objects.filter(relay=run.relay, pk__gt=run.pk).exists()


def speaking(now: datetime) -> list[RelayRun]:
    """The runs that gave a sign of life of late, the newest of each relay."""
    runs = RelayRun.objects.filter(heard_at__gt=now - SILENCE).order_by("pk")
    return list({run.relay: run for run in runs}.values())


def has_told(relay: str, moment: datetime, now: datetime) -> bool:
    """Whether all that this relay saw up to this moment is known here. It reports in order, and
    often; one that says nothing for minutes is not waited for."""
    heard = RelayRun.objects.filter(relay=relay, heard_at__gte=moment)
    return moment < now - SILENCE or heard.exists()


def give_up_on_silent(now: datetime) -> int:
    """Relays that say nothing for minutes hold no stage; how many performers were lost so."""
    heard = RelayRun.objects.filter(heard_at__gt=now - SILENCE).values("relay")
    waiting = Appearance.objects.exclude(state=Appearance.State.LEFT)
    waiting = waiting.filter(asked_at__lt=now - SILENCE).exclude(relay__in=heard)
    return sum(lost(relay) for relay in set(waiting.values_list("relay", flat=True)))
