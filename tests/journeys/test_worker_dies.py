"""A worker is killed in the middle of the post; the next one finishes, and nobody is forgotten."""

import os
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
GUESTS = 40
KILL_AFTER = 5

FILL = f"""
from datetime import timedelta
from allauth.account.models import EmailAddress
from django.utils import timezone
from accounts.models import User
from shows.planning import casting
from shows.models import Show
creator = User.objects.create_user("creator", "creator@example.org")
show = Show.objects.create(creator=creator, title="Hamlet", slug="hamlet", category="theatre",
                           state="announced", starts_at=timezone.now() + timedelta(days=9))
for number in range({GUESTS}):
    guest = User.objects.create_user(f"guest{{number}}", f"guest{{number}}@example.org")
    EmailAddress.objects.create(user=guest, email=guest.email, verified=True, primary=True)
    casting.invite(show, user=guest, part="performer", by=creator)
"""

OWED = "from shows.letters.owed import counts; print(counts())"


class MailServer(socketserver.ThreadingTCPServer):
    """Enough SMTP to accept letters, slowly, and remember to whom they went."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.accepted: list[str] = []


class Conversation(socketserver.StreamRequestHandler):
    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        receiver = ""
        while line := self.rfile.readline().decode().strip():
            verb = line[:4].upper()
            if verb == "RCPT":
                receiver = line[line.index("<") + 1 : line.index(">")]
            if verb == "DATA":
                self.say("354 go on")
                while self.rfile.readline() not in (b".\r\n", b""):
                    pass
                time.sleep(0.05)
                self.server.accepted.append(receiver)
            self.say("221 bye" if verb == "QUIT" else "250 yes")


@pytest.fixture
def mail_server():
    with MailServer() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def product(tmp_path, mail_server):
    """A data folder of its own, and every command run in it."""
    own = {
        "FOOTLIGHTS_DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "REDIS_URL": "",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.server_address[1]}",
    }
    environment = os.environ | own
    command = [sys.executable, str(HOUSE / "manage.py")]

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [*command, *arguments], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    def start() -> subprocess.Popen:
        arguments = ["worker", "--tick", "0.1", "--rest", "0.1"]
        return subprocess.Popen([*command, *arguments], env=environment)

    run("migrate", "-v0")
    run("shell", "-c", FILL)
    return run, start


def until(condition, seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.journey
@pytest.mark.embedded
def test_letters_survive_a_killed_worker_and_at_most_the_one_in_its_hand_goes_twice(
    product, mail_server
):
    run, start = product
    first = start()
    until(lambda: len(mail_server.accepted) >= KILL_AFTER)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert len(set(mail_server.accepted)) < GUESTS
    second = start()
    try:
        until(lambda: len(set(mail_server.accepted)) == GUESTS)
        until(lambda: f"'sent': {GUESTS}" in run("shell", "-c", OWED))
    finally:
        second.terminate()
        assert second.wait(15) == 0
    twice = [who for who, count in Counter(mail_server.accepted).items() if count > 1]
    assert len(twice) <= 1
    assert max(Counter(mail_server.accepted).values()) <= 2
