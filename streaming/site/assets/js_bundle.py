"""Modules that pages need together, joined into one file when static files are gathered.

A module stands in the first file of FILES whose entries reach it, so that it is there once, whoever
asks for it; a later file that needs it takes it from there. Where a joined module stood there is a
note that passes on what it exports. Browsers load them one by one while somebody edits them.

Each module keeps a scope of its own: no two names get into each other's way. What this cannot do
is an error with a sentence.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .js_module import CannotJoin, Module, passed_on, read_module, scoped, way

# Each is named by its first entry. What two of them need stands in the first.
FILES: tuple[tuple[str, ...], ...] = (
    # What it takes to watch, before anything else; and words, which the player, the panel and the
    # overlay of the chat need.
    ("js/stage/early.js", "js/lib/words.js"),
    ("js/pages/base.js",),
    ("js/pages/show.js",),
    # What every page with a chat needs: the panel, the overlay, the desk of its order.
    (
        "js/chat/chat.js",
        "js/chat/elements.js",
        "js/chat/names.js",
        "js/chat/text.js",
    ),
    ("js/chat/panel.js",),
    ("js/chat/reason.js",),
    ("js/chat/applause.js",),
    ("js/chat/moderation.js",),
    ("js/stage/performing.js",),
    ("js/pages/live_desk.js",),
)

Read = Callable[[str], str]


@dataclass(frozen=True)
class Joining:
    """The modules of all files, each after what it needs."""

    modules: dict[str, Module]
    homes: dict[str, str]  # module -> the file that it stands in

    def texts(self) -> dict[str, str]:
        """What is written where: the files, and a note where a module of theirs was."""
        notes = {name: self._note(name) for name, home in self.homes.items() if name != home}
        return notes | {file: self._file(file) for file in set(self.homes.values())}

    def needed_by(self, file: str) -> set[str]:
        """The files that are loaded with this one."""
        return {
            self.homes[needed]
            for name, home in self.homes.items()
            if home == file
            for needed in self.modules[name].imports
        } - {file}

    def _file(self, file: str) -> str:
        inside = [self.modules[name] for name, home in self.homes.items() if home == file]
        parts = [scoped(module, self.modules, file) for module in inside]
        return "\n".join([*self._taken(file, inside), *parts, passed_on(self.modules[file])])

    def _taken(self, file: str, inside: list[Module]) -> Iterator[str]:
        wanted = {needed for module in inside for needed in module.imports}
        for home in sorted(self.needed_by(file)):
            scopes = [self.modules[one].scope for one in sorted(wanted) if self.homes[one] == home]
            yield f'import {{ {", ".join(scopes)} }} from "{way(file, home)}";'

    def _note(self, name: str) -> str:
        module = self.modules[name]
        taken = f'import {{ {module.scope} }} from "{way(name, self.homes[name])}";\n'
        return taken + passed_on(module)


def entries() -> list[str]:
    return [name for names in FILES for name in names]


def joined(read: Read) -> dict[str, str]:
    """The text of each module that is not served as it is."""
    return joining(read).texts()


def joining(read: Read, files: tuple[tuple[str, ...], ...] = FILES) -> Joining:
    found = Joining({}, {})
    for file, *others in files:
        for entry in (file, *others):
            for name in _reached(entry, read, found.modules, ()):
                found.homes.setdefault(name, file)
    _check(found)
    return found


def _reached(
    name: str, read: Read, modules: dict[str, Module], asking: tuple[str, ...]
) -> Iterator[str]:
    """What a module needs, and the module."""
    if name in asking:
        circle = " → ".join([*asking[asking.index(name) :], name])
        raise CannotJoin(f"These import each other in a circle: {circle}")
    if name not in modules:
        modules[name] = read_module(name, read(name))
    for needed in modules[name].imports:
        yield from _reached(needed, read, modules, (*asking, name))
    yield name


def _check(found: Joining) -> None:
    for name, module in found.modules.items():
        for needed, names in module.imports.items():
            offered = found.modules[needed].exports
            if missing := [one for one in names if one not in offered]:
                raise CannotJoin(f"{name} imports {missing[0]}, which {needed} does not export")
    _check_later(found)


def _check_later(found: Joining) -> None:
    """An address holds a hash of what a file says: two that name each other would have none."""
    for name, home in found.homes.items():
        for later in found.modules[name].later:
            if found.homes.get(later) != later:
                raise CannotJoin(f"{name} loads {later} later: make that a file in modules.FILES")
            if home in _loaded_with(later, found):
                raise CannotJoin(f"{name} loads {later} later, which needs {home} itself")


def _loaded_with(file: str, found: Joining) -> set[str]:
    files = {file}
    for needed in found.needed_by(file):
        files |= _loaded_with(needed, found)
    return files
