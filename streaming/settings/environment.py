"""The environment, and the file `.env` beside manage.py: what every other file here reads from."""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parents[2]


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
