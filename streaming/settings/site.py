"""Who and where the site is: its address, its folder, its key, and how much it lets in."""

import sys
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from streaming import logs
from streaming.launch.private_folder import kept_secret, open_folder

from .environment import BASE_DIR, env

# Where `./run` listens; its flags --host, --port and --https are these three.
HOST = env.str("FOOTLIGHTS_HOST", "localhost")
PORT = env.int("FOOTLIGHTS_PORT", 8000)
SELF_SIGNED = env.bool("FOOTLIGHTS_HTTPS", False)

_own_url = f"{'https' if SELF_SIGNED else 'http'}://localhost:{PORT}"
PUBLIC_URL = env.str("FOOTLIGHTS_URL", "").rstrip("/")
FOOTLIGHTS_URL = PUBLIC_URL or _own_url
_parts = urlsplit(FOOTLIGHTS_URL)
hostname = _parts.hostname or ""
SECURE = _parts.scheme == "https"
if _parts.scheme not in ("http", "https") or not hostname or _parts.path or _parts.query:
    raise ImproperlyConfigured(
        f"FOOTLIGHTS_URL is “{FOOTLIGHTS_URL}”, but reads https://name or http://name:port."
    )

DEBUG = env.bool("FOOTLIGHTS_DEBUG", False)
SITE_NAME = env.str("FOOTLIGHTS_NAME", "Footlights")

# Who may list shows: "verified" (any member with a confirmed address) or "staff" (by approval).
CREATOR_APPROVAL = env.str("CREATOR_APPROVAL", "verified")
if CREATOR_APPROVAL not in ("verified", "staff"):
    raise ImproperlyConfigured("CREATOR_APPROVAL is either “verified” or “staff”.")
# What staff without a second factor meet at the admin: "required" sends them to set one up first,
# "offered" reminds them. A site that others can reach asks for it.
ADMIN_SECOND_FACTOR = env.str(
    "ADMIN_SECOND_FACTOR", "required" if FOOTLIGHTS_URL.startswith("https:") else "offered"
)
# How many proxies stand in front of us; 0 means that X-Forwarded-For is never believed.
PROXY_COUNT = env.int("PROXY_COUNT", 0)
# TCP connections of a process, in all and of one address; the one that waited longest makes room.
MOST_CONNECTIONS = env.int("MOST_CONNECTIONS", 20_000)
ADDRESS_CONNECTIONS = env.int("ADDRESS_CONNECTIONS", 2000)
# How many WebSockets one address may have open; an open page has two.
ADDRESS_SOCKETS = env.int("ADDRESS_SOCKETS", 1000)
# Bearer token for /metrics from other machines; loopback may always read it.
METRICS_TOKEN = env.str("METRICS_TOKEN", "")
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
LOGGING = logs.configuration(LOG_LEVEL)

DATA_DIR = Path(env.str("FOOTLIGHTS_DATA_DIR", str(BASE_DIR / "var"))).resolve()
try:
    for _path in open_folder(DATA_DIR):
        sys.stderr.write(f"Others could read {_path}; now its owner alone can.\n")
except OSError as error:
    raise ImproperlyConfigured(f"The data folder cannot be made: {error}") from error
try:
    SECRET_KEY = env.str("SECRET_KEY", "") or kept_secret(DATA_DIR)
except OSError as error:
    raise ImproperlyConfigured(f"The secret key cannot be kept: {error}") from error
# Keys that were SECRET_KEY before; what they signed and sealed is still good.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
