"""Probes of `doctor` beyond /readyz: the machine, its clock, codecs, mail and file modes."""

import stat
import time
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.mail import get_connection

from streaming.launch.private_folder import open_to_others

from ..assets.collect import is_collected
from .probes import FAIL, NEEDED, OK, WARN, Finding

CODECS = ("h264", "vp8", "opus")


def clock() -> Finding:
    wall, even = time.time(), time.monotonic()
    time.sleep(0.2)
    drift = abs((time.time() - wall) - (time.monotonic() - even))
    if datetime.now(UTC).year < 2025:
        return Finding("clock", FAIL, "is years behind", "Set the clock; use NTP.")
    if drift > 0.05:
        return Finding("clock", WARN, f"jumped {drift:.2f} s while we looked", "Check NTP.")
    return Finding("clock", OK, f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")


def time_zones() -> Finding:
    try:
        ZoneInfo("Europe/Stockholm")
        ZoneInfo(settings.TIME_ZONE)
    except (ZoneInfoNotFoundError, ValueError) as error:
        return Finding("time zones", FAIL, str(error), "Check TIME_ZONE; reinstall tzdata.")
    return Finding("time zones", OK, f"known; the house keeps {settings.TIME_ZONE}")


def codecs() -> Finding:
    try:
        import av
    except ImportError as error:
        return Finding("codecs", FAIL, f"PyAV does not load: {error}", "rm -r .venv, then ./run")
    missing = [name for name in CODECS if name not in av.codecs_available]
    if missing:
        return Finding("codecs", FAIL, f"{', '.join(missing)} missing", "rm -r .venv, then ./run")
    return Finding("codecs", OK, f"{', '.join(CODECS)} by PyAV {av.__version__}")


def redis() -> Finding:
    if not settings.REDIS_URL:
        return Finding("redis", OK, "not set; one process needs none")
    from redis import Redis

    try:
        version = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=3).info()[
            "redis_version"
        ]
    except Exception as error:
        return Finding("redis", FAIL, f"does not answer: {error}", "Check REDIS_URL.")
    return Finding("redis", OK, f"Redis {version}")


def static_files() -> Finding:
    if is_collected():
        return Finding("static files", OK, "gathered")
    return Finding(
        "static files", WARN, "not gathered yet", "`./run` does it; so does `manage collectstatic`."
    )


def mail() -> Finding:
    backend = settings.EMAIL_BACKEND.rpartition(".")[0].rpartition(".")[2]
    if backend != "smtp":
        level = WARN if settings.PUBLIC_URL else OK
        return Finding("mail", level, f"goes to {backend}", "Set EMAIL_URL to reach people.")
    try:
        connection = get_connection(timeout=5)
        connection.open()
        connection.close()
    except Exception as error:
        return Finding("mail", FAIL, f"{settings.EMAIL_HOST}: {error}", "Check EMAIL_URL.")
    return Finding("mail", OK, f"{settings.EMAIL_HOST} answers")


def secret_key() -> Finding:
    path = settings.DATA_DIR / "secret_key"
    if len(settings.SECRET_KEY) < 32:
        return Finding("secret key", FAIL, "is too short to be safe", "Use 50 characters or more.")
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        return Finding("secret key", FAIL, f"{path} is readable by others", f"chmod 600 {path}")
    return Finding("secret key", OK, "kept from others")


def data_folder() -> Finding:
    if found := list(open_to_others(settings.DATA_DIR)):
        advice = f"chmod go-rwx {' '.join(map(str, found))}"
        return Finding("data folder", FAIL, "other users of this machine can read it", advice)
    return Finding("data folder", OK, f"{settings.DATA_DIR} is kept from others")


def cameras() -> Finding:
    if settings.SECURE:
        return Finding("cameras", OK, "work everywhere, pages come by HTTPS")
    return Finding(
        "cameras",
        WARN if settings.PUBLIC_URL else OK,
        "work on localhost only: browsers open them for HTTPS pages alone",
        "For phones on this network: ./run --https. For the world: FOOTLIGHTS_URL=https://…",
    )


PROBES: tuple[Callable[[], Finding], ...] = (
    *NEEDED,
    redis,
    static_files,
    mail,
    secret_key,
    data_folder,
    clock,
    time_zones,
    codecs,
    cameras,
)
