"""Offers and fragments with something wrong in them, through site and relay: never a 5xx, never
a relay that is not well afterwards."""

import random
from collections import Counter

import pytest
from django.core.cache import cache
from django.test import Client

from shows.planning.keys import issue_key
from streaming.control.commands import Describe, Described
from tests.streaming.forwarding.offers import answer_to

from ..offers import FRAGMENT, RESTART, SDP, fragment, to_perform, to_watch

pytestmark = pytest.mark.django_db
TIMES = 150
OVER = (204, 404)  # the offer is answered, or was not in time
STRANGE = ["", "\x00", "é", "\u202e", "-1", "99999999999999999999", "a=", "m=", " " * 500, "*"]


def broken(text: str, dice: random.Random) -> str:
    """One to three things done to it that no client means."""
    lines = text.split("\r\n")
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(lines))
        line = lines[at]
        place = dice.randint(0, len(line))
        lines[at : at + 1] = dice.choice(
            [
                [],
                [line, line],
                [line[:place]],
                [line[:place] + dice.choice(STRANGE) + line[place:]],
                [dice.choice(lines), line],
                [line[:place] + dice.choice(STRANGE) + line[place + 1 :]],
            ]
        )
        lines = lines or [""]
    return dice.choice(["\r\n", "\r\n", "\n"]).join(lines)


@pytest.fixture
def doors(relay, make_show):
    """What can be sent where: addresses, bodies, types, and a client with a key."""
    show = make_show(state="live", slug="hamlet")
    _key, secret = issue_key(show, holder=show.creator, by=show.creator)
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    assert client.post("/whip/hamlet", to_perform(), content_type=SDP).status_code == 201
    return client


@pytest.mark.parametrize(
    ("address", "offer"),
    [("/whip/hamlet?take_over=1", to_perform()), ("/whep/hamlet", to_watch())],
)
def test_offers(doors, relay, address, offer):
    dice, statuses = random.Random(1), Counter()
    for _ in range(TIMES):
        response = doors.post(address, broken(offer, dice), content_type=SDP)
        statuses[response.status_code] += 1
        cache.clear()
    assert set(statuses) <= {201, 400, 406, 409, 422}, statuses
    assert statuses[201] > 0
    assert statuses[422] > 0
    assert isinstance(relay.ask(Describe()), Described)


def countered(doors):
    """An offer of ours; whoever performed before may have been given up meanwhile."""
    opened = doors.post("/whip/hamlet?take_over=1", to_perform(), content_type=SDP)
    assert opened.status_code == 201
    offered = doors.post("/whep/hamlet", to_watch("VP8"), content_type=SDP)
    assert offered.status_code == 406
    return offered


def test_answers_to_an_offer_of_ours(doors, relay):
    dice, statuses, offered = random.Random(1), Counter(), countered(doors)
    for _ in range(TIMES):
        body = broken(str(answer_to(offered.content.decode())), dice)
        response = doors.patch(offered["Location"], body, content_type=SDP)
        statuses[response.status_code] += 1
        cache.clear()
        if response.status_code in OVER:
            offered = countered(doors)
    assert set(statuses) <= {*OVER, 400, 422}, statuses
    assert statuses[204] > 0
    assert statuses[422] > 0
    assert isinstance(relay.ask(Describe()), Described)


def test_fragments(doors, relay):
    opened = doors.post("/whep/hamlet", to_watch(), content_type=SDP)
    dice, statuses = random.Random(1), Counter()
    for _ in range(TIMES):
        body = broken(dice.choice([fragment(), RESTART]), dice)
        response = doors.patch(
            opened["Location"], body, content_type=FRAGMENT, headers={"If-Match": "*"}
        )
        statuses[response.status_code] += 1
        cache.clear()
    assert set(statuses) <= {200, 204, 400, 422}, statuses
    assert isinstance(relay.ask(Describe()), Described)
