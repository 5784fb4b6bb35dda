"""The environment of the tests: a fresh data folder, never `var/`, and a Redis database each.

A plugin that pytest is told to load first (pyproject.toml), because the settings are read
before any conftest.py where a parent process has named them.
"""

import os
import signal

from tests.tools.temporary_folders import own_folder

signal.signal(signal.SIGTERM, signal.default_int_handler)  # asked to end, end in order
DATA_DIR = own_folder("tests")
# Nothing is gathered for tests; the middleware only wants to see the folder.
(DATA_DIR / "static").mkdir()

# Whatever is needed once for the whole run; workers inherit the place. See
# tests/tools/prepared_site.py.
(DATA_DIR / "shared").mkdir()
os.environ.setdefault("FOOTLIGHTS_TESTS_FURNISHED", str(DATA_DIR / "shared" / "house"))

os.environ["DJANGO_SETTINGS_MODULE"] = "streaming.settings"
os.environ["FOOTLIGHTS_DATA_DIR"] = str(DATA_DIR)
os.environ.setdefault("SECRET_KEY", "only-for-tests")
# No relay but those that tests start themselves.
os.environ["RELAY_CONTROL"] = ""

# Tests clear the cache, so each process of them has a Redis database of its own.
if address := os.environ.get("REDIS_URL", "").removesuffix("/0"):
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = f"{address}/{number}"
