"""What counts as a server that is away, and what is said of it at each kind of door."""

import errno
import sqlite3

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.db.utils import ConnectionHandler
from redis import Redis

from streaming.foundation.outages import is_outage


@pytest.fixture
def files(tmp_path, db):
    """Two connections to one SQLite file of their own."""
    one = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": tmp_path / "it",
        "OPTIONS": {"timeout": 0},
    }
    found = [ConnectionHandler({"default": one})["default"] for _ in range(2)]
    with found[0].cursor() as cursor:
        cursor.execute("CREATE TABLE t (words TEXT)")
    yield found
    for each in found:
        each.close()


def error_of(one, *statements: str) -> OperationalError:
    with pytest.raises(OperationalError) as raised, one.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    return raised.value


def test_a_database_that_is_locked_is_away(files):
    with files[0].cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        assert is_outage(error_of(files[1], "INSERT INTO t VALUES ('a')"))


def test_a_full_disk_is_away(files):
    filling = "INSERT INTO t VALUES (hex(randomblob(100000)))"
    assert is_outage(error_of(files[0], "PRAGMA max_page_count = 3", filling))
    assert is_outage(OSError(errno.ENOSPC, "No space left on device"))


def test_a_mistake_of_ours_is_none(files):
    assert not is_outage(error_of(files[0], "SELECT * FROM nowhere"))
    for mistake in (ProgrammingError(), ValueError(), FileNotFoundError(errno.ENOENT, "no")):
        assert not is_outage(mistake)


def test_redis_and_a_connection_that_was_cut_are():
    with pytest.raises(Exception, match="onnect") as raised:
        Redis(port=1, socket_connect_timeout=1).ping()
    assert is_outage(raised.value) and is_outage(InterfaceError("connection already closed"))


@pytest.fixture
def broken_database():
    """From now on each statement of this thread ends so."""

    def breaking(error):
        def refuse(execute, sql, params, many, context):
            raise error

        return connection.execute_wrapper(refuse)

    return breaking


CUT = OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize("signed_in", [False, True])
def test_a_page_says_come_again(client, make_user, login, broken_database, signed_in):
    """Also where the session cannot be read, long before there is a view."""
    if signed_in:
        login(make_user())
    client.raise_request_exception = False
    with broken_database(CUT):
        answer = client.get("/?page=2", headers={"accept-language": "de"})
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5" and answer.headers["Cache-Control"] == "no-store"
    assert "Gleich geht es weiter" in answer.text and 'lang="de"' in answer.text
    assert 'href="/?page=2"' in answer.text


@pytest.mark.parametrize("path", ["/api/v1/shows/", "/whep/hamlet"])
def test_programs_are_told_by_a_code(client, make_user, login, broken_database, path):
    login(make_user())
    client.raise_request_exception = False
    with broken_database(CUT):
        answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "server.unavailable"


@pytest.mark.django_db
def test_a_bug_stays_a_bug(client, broken_database):
    client.raise_request_exception = False
    mistake = OperationalError("no such table: nowhere")
    mistake.__cause__ = sqlite3.OperationalError()
    mistake.__cause__.sqlite_errorcode = sqlite3.SQLITE_ERROR
    with broken_database(mistake):
        assert client.get("/").status_code == 500
