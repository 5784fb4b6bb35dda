"""Joins JavaScript modules that pages need together into one file, when static files are collected.

A module goes into the first file of FILES whose entries import it, so that it exists once; later
files import it from there. In place of a joined module stands a file that exports the same names.
With DEBUG browsers load the modules one by one.

Each module keeps its own scope, so names do not collide. CannotBundle says what cannot be joined.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .js_module import CannotBundle, Module, passed_on, read_module, scoped, way

# Each file is named by its first entry. A module that two of them need goes into the first.
FILES: tuple[tuple[str, ...], ...] = (
    # What it takes to watch, before anything else; and words, which the player, the panel and the
    # overlay of the chat need.
    ("js/stage/early.js", "js/lib/words.js"),
    ("js/pages/base.js",),
    ("js/pages/show.js",),
    # For every page with a chat: the panel, the overlay, the page of its moderators.
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
class JsBundles:
    """The modules of all files; each stands after those that it imports."""

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
    return bundles_of(read).texts()


def bundles_of(read: Read, files: tuple[tuple[str, ...], ...] = FILES) -> JsBundles:
    found = JsBundles({}, {})
    for file, *others in files:
        for entry in (file, *others):
            for name in _reached(entry, read, found.modules, ()):
                found.homes.setdefault(name, file)
    _check(found)
    return found


def _reached(
    name: str, read: Read, modules: dict[str, Module], asking: tuple[str, ...]
) -> Iterator[str]:
    """The modules that a module imports, then the module itself."""
    if name in asking:
        circle = " → ".join([*asking[asking.index(name) :], name])
        raise CannotBundle(f"These import each other in a circle: {circle}")
    if name not in modules:
        modules[name] = read_module(name, read(name))
    for needed in modules[name].imports:
        yield from _reached(needed, read, modules, (*asking, name))
    yield name


def _check(found: JsBundles) -> None:
    for name, module in found.modules.items():
        for needed, names in module.imports.items():
            offered = found.modules[needed].exports
            if missing := [one for one in names if one not in offered]:
                raise CannotBundle(f"{name} imports {missing[0]}, which {needed} does not export")
    _check_later(found)


def _check_later(found: JsBundles) -> None:
    """An address holds a hash of what a file says: two that name each other would have none."""
    for name, home in found.homes.items():
        for later in found.modules[name].later:
            if found.homes.get(later) != later:
                raise CannotBundle(
                    f"{name} loads {later} later: make that a file in js_bundle.FILES"
                )
            if home in _loaded_with(later, found):
                raise CannotBundle(f"{name} loads {later} later, which needs {home} itself")


def _loaded_with(file: str, found: JsBundles) -> set[str]:
    files = {file}
    for needed in found.needed_by(file):
        files |= _loaded_with(needed, found)
    return files
