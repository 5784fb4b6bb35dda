"""collect_static(): collects, names and compresses static files when one of them changed."""

from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from . import style_sheets

# For people who debug these libraries, and for the type checker of ours.
NOT_SERVED = ["*.map", "tests", "*.txt", "*.md", "*.d.ts"]
STAMP = "gathered"
HOW = [
    Path(__file__).with_name(f"{name}.py")
    for name in ("collect", "js_module", "js_bundle", "style_sheets")
]


def collect_static() -> bool:
    """Bring STATIC_ROOT up to date, and return whether there was anything to do."""
    stamp = Path(settings.STATIC_ROOT) / STAMP
    wanted = fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, ignore=NOT_SERVED)
    stamp.write_text(wanted)
    return True


def is_collected() -> bool:
    """Whether pages find their styles: always with DEBUG, else once they are collected."""
    return settings.DEBUG or (Path(settings.STATIC_ROOT) / "staticfiles.json").exists()


def fingerprint() -> str:
    """Changes whenever a file appears, disappears or is written."""
    state = sha256(b"".join(path.read_bytes() for path in (*HOW, style_sheets.listed())))
    for finder in get_finders():
        for name, storage in sorted(finder.list(NOT_SERVED), key=lambda found: found[0]):
            facts = Path(storage.path(name)).stat()
            state.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return state.hexdigest()
