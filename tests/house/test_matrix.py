"""The authorisation matrix: every address × everybody × every state of the show.

An address without a row fails. The rows (matrix/rows.py) say what each door answers; the doors
are read from the URLconf and the API schema, so none can be forgotten.
"""

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.urls import reverse

from shows.states import State

from .matrix import doors, rows, world
from .matrix.policies import IN, LOGIN, OUT, WHO, sees

pytestmark = pytest.mark.usefixtures("plain_rendering", "brief_refusals", "brief_footsteps")
PAGES = sorted(doors.pages(), key=lambda door: door.name)
OPERATIONS = sorted(doors.operations())
# What a state allows is decided in Python. Against a server one of them stands for all, the one
# whose walk has every door.
STATES = State if connection.vendor == "sqlite" else (State.ANNOUNCED,)
ADVICE = "Add a row to tests/house/matrix/rows.py: who may use it, and by which method."


class Undo(Exception):
    pass


def outcome(response) -> str:
    if response.status_code == 401:
        return LOGIN
    if response.status_code == 302 and "/accounts/login/" in response["Location"]:
        return LOGIN
    if response.status_code in (403, 404):
        return OUT
    assert response.status_code < 500, f"{response.status_code}: {response.content[:300]}"
    assert response.status_code != 405, "The row names a method that this address does not take."
    return IN


def knock(client, method: str, address: str, **options):
    """Ask, then undo whatever it did, so that the next visitor finds the same world."""
    cache.clear()
    try:
        with transaction.atomic():
            response = getattr(client, method.lower())(address, **options)
            if response.streaming:
                list(response)
            raise Undo
    except Undo:
        return response


def test_every_page_has_a_row():
    missing = sorted({door.name for door in PAGES} - set(rows.PAGES))
    assert missing == [], f"{missing} have no row. {ADVICE}"


def test_every_operation_has_a_row():
    missing = sorted(set(OPERATIONS) - set(rows.OPERATIONS))
    assert missing == [], f"{missing} have no row. {ADVICE}"


def test_no_row_is_left_over():
    named = {door.name for door in PAGES}
    assert sorted(set(rows.PAGES) - named) == []
    assert sorted(set(rows.OPERATIONS) - set(OPERATIONS)) == []


@pytest.mark.parametrize("state", STATES)
def test_pages(state, make_user, make_show):
    here = world.build(make_user, make_show, state)
    clients = {who: here.client_of(who) for who in WHO}
    wrong = []
    for door in PAGES:
        row = rows.PAGES.get(door.name)
        if (
            row is None
            or row.policy is None
            or (state != State.ANNOUNCED and not row.by_show(door))
        ):
            continue
        room = door.name.rpartition(":")[2]
        arguments = here.arguments(list(door.arguments), row.room or room) | row.arguments
        address = reverse(door.name, kwargs=arguments)
        for method in row.methods:
            for who in WHO:
                if who in row.skip:
                    continue
                got = outcome(knock(clients[who], method, address))
                expected = row.policy(who, state)
                if got != expected:
                    wrong.append(f"{method} {address} by {who}: {got}, expected {expected}")
    assert wrong == [], f"show is {state}:\n" + "\n".join(wrong)


@pytest.mark.parametrize("state", STATES)
def test_operations(state, make_user, make_show):
    here = world.build(make_user, make_show, state)
    clients = {who: here.client_of(who) for who in WHO}
    wrong = []
    for operation in OPERATIONS:
        row = rows.OPERATIONS.get(operation)
        if row is None or (state != State.ANNOUNCED and "{slug}" not in operation):
            continue
        method, path = operation.split(" ")
        address = rows.fill(path, here)
        body = {} if method in ("GET", "DELETE") else {"data": {}}
        for who in WHO:
            response = knock(clients[who], method, address, content_type="application/json", **body)
            got, expected = outcome(response), row(who, state)
            if got != expected:
                wrong.append(f"{operation} by {who}: {got}, expected {expected}")
            if expected == OUT and not sees(who, state) and response.status_code != 404:
                wrong.append(f"{operation} by {who} tells that a draft exists")
    assert wrong == [], f"show is {state}:\n" + "\n".join(wrong)


def test_admin_is_for_staff(make_user, make_show):
    here = world.build(make_user, make_show, State.ANNOUNCED)
    clients = {who: here.client_of(who) for who in WHO}
    wrong = []
    for door in doors.admin_pages():
        if door.name in rows.ADMIN_ASIDE:
            continue
        address = reverse(
            door.name,
            kwargs={name: rows.ADMIN_ARGUMENTS.get(name, 1) for name in door.arguments},
        )
        for who in set(WHO) - {"staff"}:
            response = knock(clients[who], "GET", address)
            if response.status_code == 200:
                wrong.append(f"{address} by {who}: 200")
    assert wrong == []
