"""As many hashes at once as cores; others wait, and beyond that are told to come again."""

import threading
import time

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.utils.module_loading import import_string

from accounts.sign_in import hashing
from accounts.sign_in.hashing import Hashing
from streaming.foundation.refusals import Refused

LONG = 20.0


class Work:
    """Hashes that take as long as the test wishes."""

    def __init__(self) -> None:
        self.may_end = threading.Event()
        self.running = self.most = 0
        self.lock = threading.Lock()

    def hash(self) -> str:
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
        self.may_end.wait(LONG)
        with self.lock:
            self.running -= 1
        return "hash"


def wait_until(happened) -> None:
    deadline = time.monotonic() + LONG
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_the_first_are_hashed_others_wait_and_the_last_come_again():
    turns, work, done = Hashing(cores=2, most_waiting=3), Work(), []
    threads = [threading.Thread(target=lambda: done.append(turns.run(work.hash))) for _ in range(5)]
    for thread in threads:
        thread.start()
    wait_until(lambda: turns._owed == 5 and work.running == 2)
    with pytest.raises(Refused) as refused:
        turns.run(work.hash)
    assert (refused.value.code, refused.value.status) == ("server.busy", 503)
    assert refused.value.retry_after
    work.may_end.set()
    for thread in threads:
        thread.join(LONG)
    assert done == ["hash"] * 5 and work.most == 2
    assert turns.run(work.hash) == "hash"


def test_an_error_is_told_and_costs_no_turn():
    turns = Hashing(cores=1, most_waiting=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            turns.run(lambda: 1 / 0)


@pytest.fixture
def counted(settings, monkeypatch):
    """How many hashes were made, by the hasher that the site has."""
    settings.PASSWORD_HASHERS = ["accounts.sign_in.hashing.BoundedPBKDF2"]
    monkeypatch.setattr(hashing.BoundedPBKDF2, "iterations", 10)
    hashes, run = [], hashing.hashing.run
    monkeypatch.setattr(
        hashing.hashing, "run", lambda work, *args: hashes.append(1) or run(work, *args)
    )
    return hashes


def test_what_django_hashed_before_is_still_good(counted):
    django = "django.contrib.auth.hashers.PBKDF2PasswordHasher"
    assert check_password("secret", make_password("secret", hasher=_hasher(django)))
    assert make_password("secret").startswith("pbkdf2_sha256$10$")


def _hasher(path: str):
    hasher = import_string(path)()
    hasher.iterations = 10
    return hasher


@pytest.mark.parametrize("login", ["ada", "ada@example.org", "nobody", "nobody@example.org"])
def test_a_wrong_password_costs_one_hash_whoever_it_is_for(client, make_user, counted, login):
    make_user()
    counted.clear()
    answer = client.post("/accounts/login/", {"login": login, "password": "wrong words"})
    assert answer.status_code == 200 and len(counted) == 1


@pytest.mark.parametrize("email", ["ada@example.org", "eve@example.org"])
def test_signing_up_costs_one_hash_whether_or_not_the_address_is_known(
    client, make_user, counted, email
):
    make_user()
    counted.clear()
    fields = {"email": email, "username": "eve", "password1": "a good long password"}
    assert client.post("/accounts/signup/", fields).status_code == 302
    assert len(counted) == 1


def test_a_house_that_is_busy_says_so(client, make_user, counted, monkeypatch):
    make_user()

    def busy(*_: object) -> None:
        raise hashing.busy()

    monkeypatch.setattr(hashing.hashing, "run", busy)
    answer = client.post("/accounts/login/", {"login": "ada", "password": "wrong words"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
