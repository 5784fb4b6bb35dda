"""What is kept, and where: database, channel layer, cache, tasks, files."""

from typing import Any

from streaming.launch.private_folder import DATABASE

from .environment import BASE_DIR, env
from .site import DATA_DIR, DEBUG

_sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": DATA_DIR / DATABASE}
_database: dict[str, Any] = env.db("DATABASE_URL") if env.str("DATABASE_URL", "") else _sqlite
DATABASES = {"default": _database}
EMBEDDED_DATABASE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if EMBEDDED_DATABASE:
    # IMMEDIATE takes the write lock first, so that two writers wait instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
    # Threads of one test must meet in one database, which SQLite in memory does not give.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    # Each request runs in a thread of its own, so a connection kept would never be used again.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    # Threads of sockets keep theirs; one that a restart has cut is opened anew before it is asked.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", "")
if REDIS_URL:
    # socket_timeout=None: with a timeout the layer's own blocking read fails every five seconds.
    # max_connections: a full house comes back at once after a restart, and each socket joins
    # its groups; beyond 100, which is the default, sockets would be refused.
    _redis_host = {"address": REDIS_URL, "socket_timeout": None, "max_connections": 4000}
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [_redis_host], "capacity": 1000},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "streaming.site.fallback_cache.FallbackCache",
            "LOCATION": REDIS_URL,
            "VERSION": 2,  # what an earlier release kept there is pickled, and is left to expire
            "OPTIONS": {"serializer": "streaming.site.json_cache.JsonSerializer"},
        }
    }
else:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels.layers.InMemoryChannelLayer",
            "CONFIG": {"capacity": 1000},
        }
    }
    # Room enough that no counter of a throttle is pushed out by those of others.
    _memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    CACHES = {"default": _memory | {"OPTIONS": {"MAX_ENTRIES": 100_000}}}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"  # never served as it is: pictures go through views that ask shows/access.py
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "streaming.site.assets.static.Storage"
    },
}
SERVESTATIC_AUTOREFRESH = SERVESTATIC_USE_FINDERS = DEBUG
SERVESTATIC_USE_MANIFEST = SERVESTATIC_KEEP_ONLY_HASHED_FILES = not DEBUG
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # form fields; files have their own limits
FORMS_URLFIELD_ASSUME_HTTPS = True
