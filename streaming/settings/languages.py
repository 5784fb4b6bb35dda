"""Languages, formats and the time zone."""

from django.utils.translation import gettext_lazy as _

from .environment import BASE_DIR, env
from .site import SECURE

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
