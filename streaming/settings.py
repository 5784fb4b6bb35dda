"""Every setting of Footlights, and the only file that reads the environment.

Each value that people may set stands in docs/settings.md with its reason; a test holds the two
together. Any of them can also be given as NAME_FILE=/path (a Docker secret) or in `.env`.
"""

import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from . import logs
from .private_folder import DATABASE, kept_secret, open_folder

BASE_DIR = Path(__file__).resolve().parent.parent


class Environment(environ.FileAwareEnv):
    """NAME, or the contents of NAME_FILE without the line end that editors leave behind it."""

    def get_value(self, var, *args, **kwargs):
        try:
            value = super().get_value(var, *args, **kwargs)
        except OSError as error:
            raise ImproperlyConfigured(f"{var}_FILE cannot be read: {error}") from error
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} makes no sense: {error}") from error
        return value.strip() if isinstance(value, str) else value


env = Environment()
env.read_env(BASE_DIR / ".env")

# ── Where and who ────────────────────────────────────────────────────────────────────────────

# Where `./run` listens; its flags --host, --port and --https are these three.
HOST = env.str("FOOTLIGHTS_HOST", "localhost")
PORT = env.int("FOOTLIGHTS_PORT", 8000)
SELF_SIGNED = env.bool("FOOTLIGHTS_HTTPS", False)

_own_url = f"{'https' if SELF_SIGNED else 'http'}://localhost:{PORT}"
PUBLIC_URL = env.str("FOOTLIGHTS_URL", "").rstrip("/")
FOOTLIGHTS_URL = PUBLIC_URL or _own_url
DATA_DIR = Path(env.str("FOOTLIGHTS_DATA_DIR", str(BASE_DIR / "var"))).resolve()
DEBUG = env.bool("FOOTLIGHTS_DEBUG", False)
SITE_NAME = env.str("FOOTLIGHTS_NAME", "Footlights")

# Who may list shows: "verified" (any member with a confirmed address) or "staff" (by approval).
CREATOR_APPROVAL = env.str("CREATOR_APPROVAL", "verified")
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

# ── On air ───────────────────────────────────────────────────────────────────────────────────

# Where the relay takes picture and sound, and where it takes commands; empty: there is no relay.
RELAY_UDP_PORT = env.int("RELAY_UDP_PORT", 8189)
RELAY_CONTROL = env.str("RELAY_CONTROL", "127.0.0.1:8190")
# Where they were not asked for, `live` takes the next free ports.
RELAY_UDP_PORT_IS_SET = "RELAY_UDP_PORT" in env
RELAY_CONTROL_IS_SET = "RELAY_CONTROL" in env
# The addresses that browsers and encoders are told; by default those that this machine finds.
RELAY_ADDRESSES = env.list("RELAY_ADDRESSES", default=[])
RELAY_MOST_SESSIONS = env.int("RELAY_MOST_SESSIONS", 2000)
# Viewers of one network who were let in and are not connected yet: each holds a place meanwhile.
RELAY_MOST_OPENING = env.int("RELAY_MOST_OPENING", 10)
# Bits a second of one performer; each viewer gets as much. OBS sends six megabits at its default.
RELAY_MOST_BITRATE = env.int("RELAY_MOST_BITRATE", 12_000_000)
# Bytes that leave at once before other work has its turn: a keyframe for a thousand takes several.
RELAY_EGRESS_PER_TICK = env.int("RELAY_EGRESS_PER_TICK", 2 * 1024 * 1024)
# Of pictures since their last keyframe, for newcomers: ten seconds of eight megabits are 13 MiB.
RELAY_CACHE_BYTES = env.int("RELAY_CACHE_BYTES", 128 * 1024 * 1024)
# Every relay that this site commands, where there is more than one.
RELAYS = env.list("RELAYS", default=[RELAY_CONTROL] if RELAY_CONTROL else [])
# Where relays report to; by default the site on this machine.
BACKSTAGE_URL = env.str("BACKSTAGE_URL", "").rstrip("/")
# STUN and TURN servers that peers are told, and the secret by which TURN checks our passwords.
ICE_SERVERS = env.list("ICE_SERVERS", default=[])
TURN_SECRET = env.str("TURN_SECRET", "")
# How often one address may come to perform or to watch.
JOIN_RATE = env.str("JOIN_RATE", "3000/min")
# How fast one person may write in chats; half of it at once.
CHAT_RATE = env.str("CHAT_RATE", "40/min")

_site = urlsplit(FOOTLIGHTS_URL)
SECURE = _site.scheme == "https"
if _site.scheme not in ("http", "https") or not _site.hostname or _site.path or _site.query:
    raise ImproperlyConfigured(
        f"FOOTLIGHTS_URL is “{FOOTLIGHTS_URL}”, but reads https://name or http://name:port."
    )
if CREATOR_APPROVAL not in ("verified", "staff"):
    raise ImproperlyConfigured("CREATOR_APPROVAL is either “verified” or “staff”.")
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

# What `perform` sends with.
STREAM_KEY = env.str("STREAM_KEY", "")
# What web and relay know each other by. Made from SECRET_KEY, so that all processes of one site
# agree; a relay elsewhere is given one of its own.
RELAY_SECRET = (
    env.str("RELAY_SECRET", "")
    or blake2b(b"relay", key=SECRET_KEY.encode()[:64], digest_size=32).hexdigest()
)

# A name that strangers can point at us must not open our pages (DNS rebinding), so only the names
# of this machine are answered; with --host the owner wants to be found on the network.
_loopback = ["localhost", ".localhost", "127.0.0.1", "[::1]"]
if PUBLIC_URL:
    ALLOWED_HOSTS = [_site.hostname, *_loopback]
elif HOST in ("localhost", "127.0.0.1", "::1") and not SELF_SIGNED:
    ALLOWED_HOSTS = _loopback
else:
    ALLOWED_HOSTS = ["*"]
CSRF_TRUSTED_ORIGINS = [FOOTLIGHTS_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
# Never for a certificate of our own: browsers would refuse every other thing on localhost.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if PUBLIC_URL and SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# ── Rooms ────────────────────────────────────────────────────────────────────────────────────

INSTALLED_APPS = [
    # Sockets under runserver; nothing else needs what it brings, and any start without it is
    # shorter by an eighth.
    *(["daphne"] if "runserver" in sys.argv[1:2] else []),
    "streaming.apps.FootlightsAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "accounts",
    "shows",
    "chat",
    "streaming.apps.StreamingConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "streaming.web.headers.PermissionsPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "streaming.web.cache_headers.PrivateByDefault",
    "accounts.middleware.Preferences",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "streaming.web.readable.Readable",
    "accounts.middleware.Refusals",
]

ROOT_URLCONF = "streaming.urls"
ASGI_APPLICATION = "streaming.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "streaming.web.context.site",
            ],
        },
    }
]

# ── Memory ───────────────────────────────────────────────────────────────────────────────────

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
            "BACKEND": "streaming.web.fallback_cache.FallbackCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"serializer": "streaming.web.json_cache.JsonSerializer"},
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
        else "streaming.web.static.Storage"
    },
}
SERVESTATIC_AUTOREFRESH = SERVESTATIC_USE_FINDERS = DEBUG
SERVESTATIC_USE_MANIFEST = SERVESTATIC_KEEP_ONLY_HASHED_FILES = not DEBUG
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # form fields; files have their own limits
FORMS_URLFIELD_ASSUME_HTTPS = True

# ── People ───────────────────────────────────────────────────────────────────────────────────

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["accounts.hashing.BoundedPBKDF2"]
_PASSWORDS = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_PASSWORDS}.UserAttributeSimilarityValidator"},
    {"NAME": f"{_PASSWORDS}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_PASSWORDS}.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email", "username"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGIN_TIMEOUT = 3600  # a begun sign-in waits for its letter: some servers hold mail back
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_ADAPTER = "accounts.registration.Registration"
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a letter for every change that somebody else might have made
ACCOUNT_FORMS = {
    "login": "accounts.registration.LoginForm",
    "signup": "accounts.registration.SignupForm",
    "change_password": "accounts.passwords.ChangePasswordForm",
}
# What concerns the safety of an account (addresses, tokens, stream keys, a copy of everything) asks
# who it is again, unless that was answered in the last five minutes.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_USERNAME_MIN_LENGTH = 3
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
MFA_ADAPTER = "accounts.second_factor.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
USERSESSIONS_TRACK_ACTIVITY = True

# ── Mail ─────────────────────────────────────────────────────────────────────────────────────

# Without a mail server letters are printed where `./run` runs, links included.
vars().update(env.email_url("EMAIL_URL", "consolemail://"))
LETTERS_ARE_PRINTED = vars()["EMAIL_BACKEND"].endswith("console.EmailBackend")
EMAIL_TIMEOUT = 20  # seconds: a mail server that hangs must not hold up the letters of others
DEFAULT_FROM_EMAIL = env.str(
    "DEFAULT_FROM_EMAIL", f"{SITE_NAME} <noreply@{_site.hostname or 'localhost'}>"
)

# ── Words and times ──────────────────────────────────────────────────────────────────────────

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "streaming" / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_HTTPONLY = True
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", "UTC")
# English is written with the long day everywhere, as the pages do: 30 November 2026, 16:59.
FORMAT_MODULE_PATH = ["streaming.formats"]

# ── The API ──────────────────────────────────────────────────────────────────────────────────

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.PersonalTokenAuthentication",
        "accounts.authentication.BrowserSession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["accounts.permissions.ScopePermission"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [
        "accounts.api.parsers.JsonBody",
    ],
    "DEFAULT_PAGINATION_CLASS": "accounts.pagination.Pages",
    "PAGE_SIZE": 50,
    "DEFAULT_THROTTLE_CLASSES": ["accounts.throttles.ScopedThrottle"],
    "DEFAULT_THROTTLE_RATES": {
        "read": env.str("API_READ_RATE", "600/min"),
        "write": env.str("API_WRITE_RATE", "120/min"),
        "keys": env.str("API_KEYS_RATE", "20/min"),
        "pictures": env.str("API_PICTURES_RATE", "20/min"),
    },
    "NUM_PROXIES": PROXY_COUNT,
    "EXCEPTION_HANDLER": "accounts.problems.answer",
    "DEFAULT_SCHEMA_CLASS": "accounts.api.schema.ViewSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": f"{SITE_NAME} API",
    "VERSION": "1",
    "DESCRIPTION": "Everything a creator can do on a page, with a personal token.",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "COMPONENT_SPLIT_REQUEST": True,
}

# ── What a page may do ───────────────────────────────────────────────────────────────────────

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
# Redirecting to HTTPS is the proxy's work, and a laptop has no HTTPS at all; what other names of
# the same domain do, and a place on the browsers' list, are for the owner of the domain to decide.
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W005", "security.W008", "security.W021"]

LOGGING = logs.configuration(LOG_LEVEL)
