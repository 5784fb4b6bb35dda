"""The logging configuration of the site, for settings.LOGGING."""

from typing import Any


def configuration(level: str) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "streaming.site.requests.log_redaction.RedactingFormatter",
                "format": "{asctime} {levelname:<7} {name}: {message}",
                "style": "{",
            }
        },
        "filters": {"unmoved": {"()": "streaming.site.requests.log_redaction.UndecodableFilter"}},
        "handlers": {
            "terminal": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["unmoved"],
            }
        },
        "root": {"handlers": ["terminal"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.request": {"level": "ERROR"},
            "uvicorn": {"level": "WARNING"},
        },
    }
