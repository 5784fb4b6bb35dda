"""500 people press at once for 10 seats, 20 times. One JSON line; fails unless it is 10 each time.

    ./run bench seats [--people 500] [--seats 10] [--rounds 20]

On SQLite, and on a throw-away PostgreSQL where one is installed; each in a process of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import nullcontext, suppress
from datetime import timedelta
from pathlib import Path

from tests.tools.servers import find_postgresql, postgresql
from tests.tools.temporary_folders import end_in_order, folder

ROOT = Path(__file__).resolve().parents[2]


def rush(show_pk: int, people: list, together: threading.Barrier) -> list[str]:
    from django.db import OperationalError, connection

    from shows.models import Show
    from shows.planning.seats import take_seat
    from streaming.foundation.refusals import Refused

    answers: list[str] = []

    def sit_at_the_phone() -> None:
        """Connected before the race begins: 500 connections at once are slow by themselves."""
        for _ in range(20):
            with suppress(OperationalError):
                connection.ensure_connection()
                break

    def join(person) -> None:
        sit_at_the_phone()
        together.wait()
        try:
            take_seat(Show.objects.get(pk=show_pk), person)
            answers.append("seat")
        except Refused as refusal:
            answers.append(refusal.code)
        except Exception as error:
            answers.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    threads = [threading.Thread(target=join, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def race(people_count: int, seats: int, rounds: int) -> dict:
    """Every round on the database of this process."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from accounts.models import User

    call_command("migrate", verbosity=0)
    people = User.objects.bulk_create(User(username=f"guest-{n}") for n in range(people_count))
    taken, answers, slowest = [], Counter(), 0.0
    for number in range(rounds):
        show = put_on(people[0], number, seats)
        begun = time.perf_counter()
        answers.update(rush(show.pk, people, threading.Barrier(len(people))))
        slowest = max(slowest, time.perf_counter() - begun)
        show.refresh_from_db()
        taken.append((show.seats_taken, show.seats.count()))
    full = (people_count - seats) * rounds
    expected = {"seat": seats * rounds, "seat.house_full": full}
    return {
        "database": connection.vendor,
        "exact": set(taken) == {(seats, seats)} and answers == expected,
        "answers": dict(answers),
        "slowest_round_seconds": round(slowest, 2),
    }


def put_on(creator, number: int, seats: int):
    from django.utils import timezone

    from shows.models import Show

    return Show.objects.create(
        creator=creator,
        title="A race",
        slug=f"race-{number}",
        category="other",
        state="announced",
        starts_at=timezone.now() + timedelta(days=1),
        capacity=seats,
    )


def elsewhere(database_url: str, words: list[str]) -> dict:
    """The race in a fresh process, whose settings know the one database."""
    with folder("bench") as here:
        ours = {"FOOTLIGHTS_DATA_DIR": str(here), "DJANGO_SETTINGS_MODULE": "streaming.settings"}
        environment = os.environ | ours | {"DATABASE_URL": database_url}
        command = [sys.executable, "-m", "tests.bench.seats", "--here", *words]
        said = subprocess.run(
            command, env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE
        )
    return json.loads(said.stdout)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--seats", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    end_in_order()
    if asked.here:
        print(json.dumps(race(asked.people, asked.seats, asked.rounds)))
        return 0
    found = []
    for database in [nullcontext(""), *([postgresql()] if find_postgresql() else [])]:
        with database as url:
            found.append(elsewhere(url, sys.argv[1:]))
    exact = all(one["exact"] for one in found)
    sizes = {"people": asked.people, "seats": asked.seats, "rounds": asked.rounds}
    print(json.dumps({"bench": "seats", **sizes, "exact": exact, "databases": found}))
    return 0 if exact else 1


if __name__ == "__main__":
    sys.exit(main())
