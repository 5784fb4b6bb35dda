"""How long the server takes for the first page with 1,000 shows. One JSON line.

./run bench whats_on [--shows 1000] [--rounds 200]
"""

import argparse
import gzip
import json
import os
import statistics
import time
from datetime import timedelta

from tests.tools.temporary_folders import end_in_order, own_folder

os.environ["FOOTLIGHTS_DATA_DIR"] = str(own_folder("bench"))
os.environ["DJANGO_SETTINGS_MODULE"] = "streaming.settings"


def fill(count: int) -> None:
    """Half to come, half played, six on air, each with a cast of three."""
    from django.utils import timezone

    from accounts.models import User
    from shows.models import Broadcast, CastMember, Show

    now = timezone.now()
    creators = User.objects.bulk_create(User(username=f"creator-{n}") for n in range(20))
    kinds = list(Show.Category.values)
    shows = Show.objects.bulk_create(
        Show(
            creator=creators[n % 20],
            title=f"An evening with number {n}",
            slug=f"evening-{n}",
            summary="What happens when the lamp goes out and nobody leaves.",
            description="A long text. " * 200,
            category=kinds[n % len(kinds)],
            state="live" if n < 6 else "announced" if n % 2 else "ended",
            starts_at=now + timedelta(hours=(n // 4 + 1) * (1 if n % 2 else -1)),
        )
        for n in range(count)
    )
    CastMember.objects.bulk_create(
        CastMember(show=show, name=f"Performer {n}", answer="accepted", position=n)
        for show in shows
        for n in range(3)
    )
    Broadcast.objects.bulk_create(Broadcast(show=s, started_at=now) for s in shows[:6])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shows", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=200)
    asked = parser.parse_args()
    end_in_order()

    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    fill(asked.shows)
    client = Client(SERVER_NAME="localhost", HTTP_ACCEPT_ENCODING="gzip")  # as browsers ask
    for _ in range(10):
        answer = client.get("/")
        assert answer.status_code == 200, answer.content[:2000]
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/")
        asked_of_database = len(queries)
    spent, begun_cpu = [], time.process_time()
    for _ in range(asked.rounds):
        begun = time.perf_counter()
        client.get("/")
        spent.append((time.perf_counter() - begun) * 1000)
    cpu = (time.process_time() - begun_cpu) * 1000 / asked.rounds
    cuts = statistics.quantiles(spent, n=100)
    figures = {
        "bench": "whats_on",
        "shows": asked.shows,
        "p50_ms": round(cuts[49], 1),
        "p95_ms": round(cuts[94], 1),
        "cpu_ms": round(cpu, 1),
        "queries": asked_of_database,
        "bytes": len(gzip.decompress(page.content)),
        "gzip_bytes": len(page.content),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
