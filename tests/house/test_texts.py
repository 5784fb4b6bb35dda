"""Every text of the house is in the catalogues, and every catalogue is complete."""

import re
import shutil
import subprocess
import sys

import polib
import pytest
from django.conf import settings
from django.utils import translation
from django.utils.dates import MONTHS, WEEKDAYS

from tests.conftest import missing

from .sources import ROOT

LOCALES = ROOT / "streaming" / "locale"
LANGUAGES = [code for code, _ in settings.LANGUAGES if code != "en"]
ADVICE = "`./run manage texts` collects and compiles; then translate what is empty or fuzzy."


def _catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(LOCALES / code / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_text_is_translated(code):
    catalogue = _catalogue(code)
    empty = [entry.msgid for entry in catalogue.untranslated_entries()]
    fuzzy = [entry.msgid for entry in catalogue.fuzzy_entries()]
    assert (empty, fuzzy) == ([], []), ADVICE


@pytest.mark.parametrize("code", LANGUAGES)
def test_places_for_values_survive_translation(code):
    wrong = []
    for entry in _catalogue(code):
        texts = [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())
        wanted = set(re.findall(r"%\(\w+\)[sd]|\{\w*\}", f"{entry.msgid} {entry.msgid_plural}"))
        for text in texts:
            found = set(re.findall(r"%\(\w+\)[sd]|\{\w*\}", text))
            if found - wanted or (not entry.msgid_plural and wanted != found):
                wrong.append(entry.msgid)
    assert wrong == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_compiled_catalogue_is_that_of_the_text(code):
    compiled = polib.mofile(str(LOCALES / code / "LC_MESSAGES" / "django.mo"))

    def pairs(catalogue):
        return {
            (entry.msgctxt, entry.msgid): entry.msgstr or entry.msgstr_plural
            for entry in catalogue
            if not entry.obsolete
        }

    assert pairs(compiled) == pairs(_catalogue(code)), ADVICE


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_is_forgotten(code, tmp_path):
    """Collects again, in a copy, and compares."""
    if shutil.which("xgettext") is None:
        missing("gettext")
    copy = tmp_path / "house"
    copy.mkdir()
    for room in ("accounts", "shows", "chat", "streaming", "templates"):
        shutil.copytree(ROOT / room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "manage.py", copy)
    (copy / "static").mkdir()
    subprocess.run(
        [sys.executable, "manage.py", "makemessages", "-l", code, "--no-location", "-v", "0"],
        cwd=copy,
        check=True,
        timeout=100,
    )
    collected = polib.pofile(str(copy / "streaming/locale" / code / "LC_MESSAGES/django.po"))
    live = {(e.msgctxt, e.msgid) for e in collected if not e.obsolete}
    have = {(e.msgctxt, e.msgid) for e in _catalogue(code) if not e.obsolete}
    assert sorted(map(str, live - have)) == [], ADVICE


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_text_of_ours_renames_a_month(code):
    """Django looks months up by their English names: a text "May" would rename one."""
    with translation.override("en"):
        names = {str(name) for name in [*MONTHS.values(), *WEEKDAYS.values()]}
    ours = {entry.msgid for entry in _catalogue(code) if not entry.obsolete and not entry.msgctxt}
    assert names & ours == set()
