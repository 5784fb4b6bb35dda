"""The docs are tested: what code names, docs explain."""

import re

import pytest

from tests.tools import run_all

from .sources import ROOT, python_files


def _doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text()


def _settings() -> list[str]:
    text = "".join(path.read_text() for path in (ROOT / "streaming/settings").glob("*.py"))
    return sorted(set(re.findall(r'env(?:\.\w+)?\(\s*"([A-Z_]+)"', text)))


@pytest.mark.parametrize("name", _settings())
def test_every_setting_is_explained(name):
    assert f"`{name}`" in _doc("settings.md"), (
        f"docs/settings.md does not explain {name}: what it does, its default, when to change it."
    )


COMMANDS = sorted(
    path.stem
    for path in (ROOT / "streaming/management/commands").glob("*.py")
    if path.stem[0] != "_"
)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_explained(name):
    text = _doc("operating.md") + _doc("development.md")
    assert f"manage {name}" in text or f"`{name}`" in text, (
        f"Say in docs/operating.md or docs/development.md what `./run manage {name}` is for."
    )


def test_every_refusal_has_its_line_in_the_api_page():
    codes = set()
    for path in python_files():
        codes |= set(
            re.findall(
                r'(?:Refused|Refusal)\(\s*"([a-z_]+\.[a-z_]+)"',
                path.read_text(),
            )
        )
    missing = sorted(code for code in codes if f"`{code}`" not in _doc("api.md"))
    assert missing == [], f"docs/api.md lists every code that people may get; add {missing}"


def test_links_between_documents_lead_somewhere():
    pages = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    broken = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in pages
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text())
        if not (page.parent / target).exists()
    ]
    assert broken == [], "These links lead nowhere:\n" + "\n".join(broken)


FILE = re.compile(r"`([\w.*{},-]+(?:/[\w.*{},-]+)*/[\w.-]+\.(?:py|js|ts|css|html|md|toml))`")


@pytest.mark.parametrize(
    "page",
    sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("**/*.md")]),
    ids=lambda page: page.name,
)
def test_every_file_that_a_page_names_is_there(page):
    gone = [name for name in FILE.findall(page.read_text()) if not (ROOT / name).exists()]
    assert gone == [], (
        f"{page.relative_to(ROOT)} names files that are not there; where are they now?"
    )


@pytest.mark.parametrize("name", ["security.md", "asvs.md", "reliability.md"])
def test_what_is_named_as_proof_is_there(name):
    named = set(re.findall(r"`((?:tests|shows|accounts|docs)/[\w/.]+)`", _doc(name)))
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
    assert named


def test_every_room_is_on_the_map():
    text = _doc("architecture.md")
    rooms = ["accounts", "shows", "chat"]
    rooms += ["streaming/stage", "streaming/site", "streaming/launch", "streaming/foundation"]
    assert [room for room in rooms if f"`{room}/`" not in text] == []


def test_what_runs_once_is_there():
    left_out = [*run_all.ABOUT_PAGES, *run_all.WITHOUT_DJANGO, *run_all.WITH_BROWSERS]
    assert [name for name in left_out if not (ROOT / name).exists()] == []
