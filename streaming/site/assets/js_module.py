"""Parses a JavaScript module of ours: its imports, its exports, and its text without both.

It reads these forms and no others: `import { one, other } from "./x.js";` or
`import "./x.js";` on one line, `import("./x.js")`, `export` before a class, a function or a const.
"""

import re
from dataclasses import dataclass
from posixpath import dirname, join, normpath, relpath

from django.core.exceptions import ImproperlyConfigured

IMPORT = re.compile(r'^import (?:\{ (?P<names>\w+(?:, \w+)*) \} from )?"(?P<way>\.{1,2}/[^"]+)";$')
EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (?P<name>\w+))")
LATER = re.compile(r'\bimport\("(?P<way>\.{1,2}/[^"]+)"\)')
COMMENT = re.compile(r"^/\*.*?\*/|(?<=\s)/\*.*?\*/|(?:^|(?<=\s))//[^\n]*", re.DOTALL | re.MULTILINE)
# Where what is joined would mean something else, and what is read by other rules than these.
STRANGE = re.compile(
    r"^(?:import|export)\b(?!\().*|^.*\bimport\.meta\b.*|^(?:\w.*)?\bawait\b.*", re.MULTILINE
)


class CannotBundle(ImproperlyConfigured):
    """These modules cannot be joined; collecting static files stops with the reason."""


@dataclass(frozen=True)
class Module:
    name: str  # below static/
    imports: dict[str, tuple[str, ...]]  # what is needed -> the names that are taken from it
    exports: tuple[str, ...]
    later: tuple[str, ...]  # loaded when somebody asks for it
    body: str

    @property
    def scope(self) -> str:
        """Its name inside a joined file."""
        return "$" + re.sub(r"\W", "_", self.name.removeprefix("js/").removesuffix(".js"))


def read_module(name: str, text: str) -> Module:
    imports: dict[str, tuple[str, ...]] = {}
    exports: list[str] = []
    lines = []
    for line in text.splitlines():
        if found := IMPORT.match(line):
            needed = _named(name, found["way"])
            names = (found["names"] or "").split(", ")
            imports[needed] = imports.get(needed, ()) + tuple(filter(None, names))
            continue
        if found := EXPORT.match(line):
            exports.append(found["name"])
            line = line.removeprefix("export ")
        lines.append(line)
    body = "\n".join(lines).strip()
    code = COMMENT.sub("", body)
    if strange := STRANGE.search(code):
        raise CannotBundle(
            f"{name}: this cannot be joined with other modules: {strange[0].strip()}"
        )
    later = tuple(_named(name, found["way"]) for found in LATER.finditer(code))
    return Module(name, imports, tuple(exports), later, body)


def scoped(module: Module, modules: dict[str, Module], file: str) -> str:
    """The module as a part of a file: nothing of it is seen outside but what it exports."""
    taken = [
        f"const {{ {', '.join(names)} }} = {modules[needed].scope};"
        for needed, names in module.imports.items()
        if names
    ]
    body = LATER.sub(lambda found: _later(module, found["way"], file), module.body)
    head = f"// {module.name}\nexport const {module.scope} = (() => {{"
    offered = f"return {{ {', '.join(module.exports)} }};" if module.exports else "return {};"
    return "\n".join([head, *taken, body, offered, "})();\n"])


def passed_on(module: Module) -> str:
    """What it exports, under its own names."""
    if not module.exports:
        return ""
    return f"export const {{ {', '.join(module.exports)} }} = {module.scope};\n"


def way(here: str, there: str) -> str:
    """How one file names another."""
    found = relpath(there, dirname(here))
    return found if found.startswith(".") else f"./{found}"


def _later(module: Module, there: str, file: str) -> str:
    return f'import("{way(file, _named(module.name, there))}")'


def _named(here: str, there: str) -> str:
    return normpath(join(dirname(here), there))
