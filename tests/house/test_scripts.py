"""The types that comments give our scripts are checked, and nobody talks the checker out of it."""

import json
import re
import shutil
import subprocess

from tests.conftest import missing

from .sources import ROOT

SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))
SECONDS = 180  # it takes five; the machine may be busy
WAYS_OUT = re.compile(r"@ts-(?:ignore|nocheck|expect-error)")


def test_types_of_scripts_are_right():
    if not shutil.which("tsc"):
        missing("tsc, which checks the types of scripts (Debian: apt install node-typescript),")
    command = ["tsc", "-p", "jsconfig.json"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert found.returncode == 0, f"Give these their types in JSDoc:\n{found.stdout}{found.stderr}"


def test_the_checker_is_strict_and_sees_all_scripts():
    told = json.loads((ROOT / "jsconfig.json").read_text())
    options = told["compilerOptions"]
    assert options["checkJs"] and options["strict"] and options["noEmit"]
    assert told["include"] == ["static/js"] and "exclude" not in told


def test_nobody_looks_away():
    loose = [str(path.relative_to(ROOT)) for path in SCRIPTS if WAYS_OUT.search(path.read_text())]
    assert loose == [], f"What the checker finds is mended, not hidden: {loose}"
