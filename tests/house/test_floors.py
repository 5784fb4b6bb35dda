"""Arrows point down only: the floors of docs/architecture.md, and the two lines."""

import pytest

from .sources import (
    ROOT,
    circles_of,
    imports_by_module,
    imports_of,
    module_name,
    python_files,
)

# From the bottom up. Rooms in one row do not import each other.
HOUSE = (
    ("streaming.wire",),
    ("streaming.control", "streaming.forwarding", "streaming.transport"),
    ("streaming.process",),
    ("streaming.relay", "streaming.recording", "streaming.ingest", "streaming.extras"),
    ("streaming.foundation",),
    ("accounts",),
    ("shows",),
    ("chat", "streaming.stage"),
)
# May import anything, each other as well; nothing below imports them.
ROOF = (
    *("streaming.launch", "streaming.site", "streaming.backup", "streaming.management"),
    *("streaming.settings", "streaming.api_urls", "streaming.apps", "streaming.asgi"),
    *("streaming.checks", "streaming.formats", "streaming.logs", "streaming.urls"),
)
# The same inside a room: its folders, and the files at its root.
INSIDE = {
    "streaming.foundation": (
        ("admin", "counters", "framing", "invisible", "markdown", "plain_text")
        + ("pump", "refusals", "shared", "zone_select"),
        ("outages", "picture_process", "rate_limits", "text"),
        ("pictures", "problems", "sockets"),
        ("api",),
    ),
    "accounts": (
        ("audit_guard", "avatar_art", "security_log", "signals"),
        ("models",),
        ("audit", "house_pages", "middleware", "profile", "requests"),
        ("setup", "suspensions", "tokens"),
        ("following", "registration", "roles", "sign_in"),
        ("forms", "leaving", "reports"),
        ("admin", "apps", "templatetags", "views"),
        ("api", "urls"),
    ),
    "shows": (
        ("signals", "states"),
        ("models",),
        ("access", "locking", "queries"),
        ("moves", "posters", "sockets", "templatetags", "told"),
        ("letters",),
        ("planning", "tasks"),
        ("air", "demo", "forms", "moderation"),
        ("admin", "api", "leaving", "next_thing", "receivers", "reports"),
        ("apps", "views"),
        ("urls",),
    ),
    "chat": (
        ("counters", "models", "signals", "sql"),
        ("rules",),
        ("copying", "people"),
        ("log",),
        ("live", "moderation"),
        ("admin", "api", "apps", "socket", "templatetags"),
        ("pages", "routing"),
        ("urls",),
    ),
    "streaming.stage": (
        ("dispatch", "groups", "ice_servers", "relay_refusals"),
        ("bells",),
        ("sessions",),
        ("doors",),
        ("socket",),
    ),
    "streaming.site": (
        ("assets", "bill_of_materials", "fallback_cache", "json_cache", "pages"),
        ("health", "requests"),
    ),
}
FLOORS = {room: floor for floor, rooms in enumerate(HOUSE) for room in rooms}
FLOORS |= dict.fromkeys(ROOF, len(HOUSE))
FOUNDATION = FLOORS["streaming.foundation"]  # the first floor above the Django line
# Files that still import each other in a circle. This list only shrinks.
CIRCLES = {
    "streaming.relay.admission",
    "streaming.relay.lane",
    "streaming.relay.latecomers",
    "streaming.relay.peer",
    "streaming.relay.performer",
    "streaming.relay.relay",
    "streaming.relay.stage",
    "streaming.relay.viewer",
}
DJANGO = {"django", "channels", "rest_framework", "allauth"}
IO = {"socket", "asyncio", "random", "secrets", "time", "logging", "os", "pathlib", "subprocess"}

DJANGO_ROOMS = (
    *("accounts", "shows", "chat"),
    *("streaming/foundation", "streaming/stage", "streaming/site"),
)


def floor_of(module: str, floors: dict[str, int] = FLOORS) -> tuple[str, int] | None:
    for room in sorted(floors, key=len, reverse=True):
        if module == room or module.startswith(room + "."):
            return room, floors[room]
    return None


def inner_floors(room: str) -> dict[str, int]:
    rows = enumerate(INSIDE[room])
    return {f"{room}.{name}": floor for floor, names in rows for name in names}


def test_every_file_stands_on_a_floor():
    modules = [module_name(path) for path in python_files()]
    homeless = [name for name in modules if name != "streaming" and floor_of(name) is None]
    for room in INSIDE:
        inside = inner_floors(room)
        of_room = [name for name in modules if name.startswith(f"{room}.")]
        homeless += [name for name in of_room if floor_of(name, inside) is None]
    assert homeless == [], (
        f"{homeless} have no floor. Give each a row in HOUSE, ROOF or INSIDE "
        "(tests/house/test_floors.py) and a place in docs/architecture.md: the lowest row from "
        "which it can see what it needs."
    )


def test_no_floor_is_empty():
    modules = {module_name(path) for path in python_files()}
    planned = {"streaming.recording", "streaming.ingest"}
    named = {*FLOORS, *(name for room in INSIDE for name in inner_floors(room))} - planned
    assert sorted(named - modules) == [], "These are gone; take them out of the tables of floors."


def test_arrows_point_down():
    wrong = arrows_up(FLOORS, len(HOUSE))
    assert wrong == [], (
        "A room may only look down. Lower rooms announce by signals and upper ones listen; pages "
        "are put together in templates/. These look up or next door:\n" + "\n".join(wrong)
    )


@pytest.mark.parametrize("room", INSIDE)
def test_arrows_point_down_inside(room):
    wrong = arrows_up(inner_floors(room))
    assert wrong == [], (
        f"{room} has floors of its own (INSIDE in tests/house/test_floors.py). Move what both need "
        "further down, or the file that looks up further up:\n" + "\n".join(wrong)
    )


def arrows_up(floors: dict[str, int], free: int | None = None) -> list[str]:
    """Imports that look up or next door, except between the rooms of the floor `free`."""
    wrong = []
    for path in python_files():
        here = floor_of(module_name(path), floors)
        if here is None:
            continue
        for line, name in imports_of(path):
            there = floor_of(name, floors)
            if there is None or there[0] == here[0] or free == here[1] == there[1]:
                continue
            if there[1] >= here[1]:
                place = f"{path.relative_to(ROOT)}:{line}"
                wrong.append(f"{place} ({here[0]}) imports {name} ({there[0]})")
    return wrong


def test_files_import_each_other_in_no_circle():
    """Imports for type checks alone count: a reader follows them, too."""
    found = {name for circle in circles_of(imports_by_module()) for name in circle}
    assert sorted(found - CIRCLES) == [], (
        "These files import each other in a circle, so none can be read or tested alone. Move what "
        "two of them need into a file below both, or return a value instead of calling back."
    )
    assert sorted(CIRCLES - found) == [], "These are in no circle any more; shorten CIRCLES."


def test_circles_are_found():
    arrows = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": set()}
    assert circles_of(arrows) == [{"a", "b", "c"}]


def test_web_rooms_know_media_processes_only_by_control():
    media = (*HOUSE[FLOORS["streaming.relay"]], "streaming.forwarding", "streaming.wire")
    addresses = "streaming.wire.network"  # where somebody comes from, which every room may ask
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in python_files(*DJANGO_ROOMS)
        for line, name in imports_of(path)
        if name.startswith(media) and not name.startswith(addresses)
    ]
    assert wrong == [], "Say it in streaming/control, both sides read that:\n" + "\n".join(wrong)


def test_the_django_line_holds():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in python_files("streaming")
        for line, name in imports_of(path)
        if (here := floor_of(module_name(path)))
        and here[1] < FOUNDATION
        and name.split(".")[0] in DJANGO
    ]
    assert wrong == [], "Below the Django line nothing knows Django:\n" + "\n".join(wrong)


def test_the_io_line_holds():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in python_files("streaming")
        for line, name in imports_of(path)
        if (here := floor_of(module_name(path))) and here[1] <= 1 and name.split(".")[0] in IO
    ]
    assert wrong == [], (
        "Below the I/O line time is a parameter and bytes are handed in:\n" + "\n".join(wrong)
    )


def test_the_life_of_a_show_is_decided_in_pure_files():
    pure = (
        "shows/states.py",
        "shows/planning/local_time.py",
        "shows/posters/art.py",
        "streaming/foundation/text.py",
        "streaming/foundation/invisible.py",
    )
    allowed = {"django.utils.translation"}
    wrong = [
        f"{pure_file} imports {name}"
        for pure_file in pure
        for _, name in imports_of(ROOT / pure_file)
        if (name.startswith("django") and not any(name.startswith(good) for good in allowed))
        or name.split(".")[0] in {"socket", "asyncio", "random", "secrets", "time"}
    ]
    assert wrong == [], f"These files are pure so that they can be read and tested alone: {wrong}"


def test_streaming_init_is_empty_for_ever():
    assert (ROOT / "streaming" / "__init__.py").read_text() == ""


def test_settings_alone_read_the_environment():
    readers = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if ("os.environ" in (text := path.read_text()) or "os.getenv" in text)
        and path.relative_to(ROOT).as_posix() not in ("streaming/asgi.py", *LAUNCHERS)
    ]
    assert readers == [], (
        f"{readers} read the environment. Make it a setting in streaming/settings/, with its "
        "reason in docs/settings.md, and read django.conf.settings."
    )


# These write the environment of the process they start; none reads a setting from it.
LAUNCHERS = (
    "streaming/management/commands/live.py",
    "streaming/launch/serving.py",
    "streaming/launch/supervision.py",
)
