#!/usr/bin/env python
"""The door to every command of Footlights."""

import os
import sys

ADVICE = """Footlights is not installed for this Python. Either of these starts it:

  ./run                                           does everything by itself
  python3 -m venv .venv && .venv/bin/pip install -r requirements.lock
  .venv/bin/python manage.py live
"""


def main() -> None:
    os.umask(0o077)  # what the site writes is for its owner alone
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "streaming.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit(ADVICE)

    if sys.argv[1:2] == ["live"]:
        from streaming.launch.flags import environment_of

        os.environ.update(environment_of(sys.argv[2:]))
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as mistake:
        sys.exit(f"The settings do not fit together. {mistake}\ndocs/settings.md explains each.")


if __name__ == "__main__":
    main()
