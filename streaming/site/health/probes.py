"""Health probes of what the site needs to work; /readyz and `doctor` share them."""

import asyncio
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OK, WARN, FAIL = "ok", "warn", "FAIL"
TIMEOUT_SECONDS = 3.0  # a layer that answers at all does so in milliseconds
# Databases and logs need some room to write even while nobody uploads anything.
LEAST_FREE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True)
class Finding:
    """What one probe found, and what to do about it."""

    name: str
    level: str
    words: str
    advice: str = ""


def database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Exception as error:
        return Finding(
            "database", FAIL, f"does not answer: {_first_line(error)}", "Check DATABASE_URL."
        )
    return Finding("database", OK, connection.display_name)


def migrations() -> Finding:
    try:
        executor = MigrationExecutor(connection)
        open_ones = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Exception as error:
        return Finding("migrations", FAIL, f"cannot be read: {_first_line(error)}")
    if open_ones:
        words = f"{len(open_ones)} not applied yet"
        return Finding("migrations", FAIL, words, "Run `./run manage migrate`.")
    return Finding("migrations", OK, "all applied")


def channel_layer() -> Finding:
    layer = get_channel_layer()
    kind = "Redis" if settings.REDIS_URL else "in this process"
    try:
        async_to_sync(_echo)(layer)
    except Exception as error:
        words = f"{kind}, does not answer: {_first_line(error)}"
        return Finding("channel layer", FAIL, words, "Check REDIS_URL.")
    return Finding("channel layer", OK, kind)


async def _echo(layer) -> None:
    async with asyncio.timeout(TIMEOUT_SECONDS):
        channel = await layer.new_channel("probe")
        await layer.send(channel, {"type": "probe"})
        await layer.receive(channel)


def storage() -> Finding:
    folder = _nearest(Path(settings.MEDIA_ROOT))
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return Finding(
            "storage",
            FAIL,
            f"{folder} is no folder that we may write to",
            "Change its owner or mode.",
        )
    free = shutil.disk_usage(folder).free
    words = f"{free / 1024**3:.1f} GiB free"
    if free < LEAST_FREE_BYTES:
        return Finding("storage", FAIL, words, "Make room, or move the data folder.")
    return Finding("storage", OK, words)


# What only some processes have, and `live` adds: a relay beside the site.
BESIDE: list[Callable[[], Finding]] = []
NEEDED: tuple[Callable[[], Finding], ...] = (database, migrations, channel_layer, storage)


def _nearest(folder: Path) -> Path:
    """The folder itself, or the one in which it will be made."""
    while not folder.exists():
        folder = folder.parent
    return folder


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
