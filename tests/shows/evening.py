"""What tests of an evening share: NOON enter() refusal() state_of()."""

from datetime import UTC, datetime

import pytest

from shows.air.appearances import appear
from shows.models import Show
from streaming.foundation.refusals import Refused

NOON = datetime(2031, 3, 1, 12, 0, tzinfo=UTC)
RELAY = "127.0.0.1:8190"


def enter(show: Show, **how) -> str:
    """The creator appears on stage, in the place of an earlier session of theirs."""
    asked = {"user": show.creator, "key": None, "relay": RELAY, "take_over": True} | how
    return appear(show, **asked).session


def refusal(deed, *what, **how) -> Refused:
    with pytest.raises(Refused) as refused:
        deed(*what, **how)
    return refused.value


def state_of(show: Show) -> str:
    return Show.objects.values_list("state", flat=True).get(pk=show.pk)
