"""Arrows point down only: the floors of docs/architecture.md, and the two lines."""

from .sources import ROOT, imports_of, module_name, python_files

ROOF = 9
FLOORS = {
    "streaming.wire": 0,
    "streaming.control": 1,
    "streaming.forwarding": 1,
    "streaming.relay": 2,
    "streaming.recording": 2,
    "streaming.ingest": 2,
    "streaming.private_folder": 2,
    "streaming.extras": 2,
    "accounts": 3,
    "shows": 4,
    "chat": 5,
    "streaming.web": 5,
    # the roof
    "streaming.api_urls": ROOF,
    "streaming.apps": ROOF,
    "streaming.addresses": ROOF,
    "streaming.asgi": ROOF,
    "streaming.backup": ROOF,
    "streaming.bill_of_materials": ROOF,
    "streaming.certificate": ROOF,
    "streaming.checks": ROOF,
    "streaming.connections": ROOF,
    "streaming.demo_activity": ROOF,
    "streaming.demo_process": ROOF,
    "streaming.descriptors": ROOF,
    "streaming.folder_lock": ROOF,
    "streaming.first_screen": ROOF,
    "streaming.flags": ROOF,
    "streaming.formats": ROOF,
    "streaming.tcp_listener": ROOF,
    "streaming.logs": ROOF,
    "streaming.management": ROOF,
    "streaming.http_timeouts": ROOF,
    "streaming.serving": ROOF,
    "streaming.settings": ROOF,
    "streaming.straight": ROOF,
    "streaming.supervision": ROOF,
    "streaming.urls": ROOF,
    "streaming.worker": ROOF,
}
DJANGO = {"django", "channels", "rest_framework", "allauth"}
IO = {"socket", "asyncio", "random", "secrets", "time", "logging", "os", "pathlib", "subprocess"}


def floor_of(module: str) -> tuple[str, int] | None:
    for room in sorted(FLOORS, key=len, reverse=True):
        if module == room or module.startswith(room + "."):
            return room, FLOORS[room]
    return None


def test_every_file_stands_on_a_floor():
    homeless = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if module_name(path) != "streaming" and floor_of(module_name(path)) is None
    ]
    assert homeless == [], (
        f"{homeless} have no floor. Give each a floor in FLOORS (tests/house/test_floors.py) and "
        "in docs/architecture.md: the lowest one from which it can see what it needs."
    )


def test_arrows_point_down():
    wrong = []
    for path in python_files():
        here = floor_of(module_name(path))
        if here is None:
            continue
        for line, name in imports_of(path):
            there = floor_of(name)
            if there is None or there[0] == here[0]:
                continue
            roof = here[1] == there[1] == ROOF
            if there[1] >= here[1] and not roof:
                wrong.append(
                    f"{path.relative_to(ROOT)}:{line} ({here[0]}) imports {name} ({there[0]})"
                )
    assert wrong == [], (
        "A room may only look down. Lower rooms announce by signals and upper ones listen; pages "
        "are put together in templates/. These look up or next door:\n" + "\n".join(wrong)
    )


def test_web_rooms_know_media_processes_only_by_control():
    media = ("streaming.relay", "streaming.recording", "streaming.ingest", "streaming.extras")
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in python_files("accounts", "shows", "chat", "streaming/web")
        for line, name in imports_of(path)
        if name.startswith(media)
    ]
    assert wrong == [], "Say it in streaming/control, both sides read that:\n" + "\n".join(wrong)


def test_the_django_line_holds():
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in python_files("streaming")
        for line, name in imports_of(path)
        if (here := floor_of(module_name(path))) and here[1] <= 2 and name.split(".")[0] in DJANGO
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
    pure = ("shows/states.py", "shows/local_time.py", "shows/poster_art.py", "accounts/text.py",
            "accounts/invisible.py")  # fmt: skip
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
    "streaming/serving.py",
    "streaming/supervision.py",
)
