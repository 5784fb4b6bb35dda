"""500 people press at once for 10 seats, 20 times. One JSON line; fails unless it is 10 each time.

    python tests/bench/seats.py [--people 500] [--seats 10] [--rounds 20]

On SQLite by default; with DATABASE_URL set, on that database (use an empty one).
"""

import argparse
import json
import os
import sys
import tempfile
import threading
import time
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["FOOTLIGHTS_DATA_DIR"] = tempfile.mkdtemp(prefix="footlights-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "streaming.settings"


def rush(show_pk: int, people: list, together: threading.Barrier) -> list[str]:
    from django.db import connection

    from accounts.refusals import Refused
    from shows.models import Show
    from shows.seats import take_seat

    answers: list[str] = []

    def join(person) -> None:
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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=500)
    parser.add_argument("--seats", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=20)
    asked = parser.parse_args()

    import django

    django.setup()
    from collections import Counter

    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from accounts.models import User
    from shows.models import Show

    call_command("migrate", verbosity=0)
    people = User.objects.bulk_create(User(username=f"guest-{n}") for n in range(asked.people))
    taken, answers, slowest = [], Counter(), 0.0
    for number in range(asked.rounds):
        show = Show.objects.create(
            creator=people[0],
            title="A race",
            slug=f"race-{number}",
            category="other",
            state="announced",
            starts_at=timezone.now() + timedelta(days=1),
            capacity=asked.seats,
        )
        begun = time.perf_counter()
        answers.update(rush(show.pk, people, threading.Barrier(len(people))))
        slowest = max(slowest, time.perf_counter() - begun)
        show.refresh_from_db()
        taken.append((show.seats_taken, show.seats.count()))
    exact = set(taken) == {(asked.seats, asked.seats)}
    figures = {
        "bench": "seats",
        "database": connection.vendor,
        "people": asked.people,
        "seats": asked.seats,
        "rounds": asked.rounds,
        "exact": exact,
        "answers": dict(answers),
        "slowest_round_seconds": round(slowest, 2),
    }
    print(json.dumps(figures))
    return 0 if exact else 1


if __name__ == "__main__":
    sys.exit(main())
