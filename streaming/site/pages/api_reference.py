"""The schema of the API as people read it: rooms of operations, and the shapes that they speak of.

Made of what drf-spectacular says once per process; the page is templates/api/docs.html.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator

Schema = dict[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")
PAGE = "Paginated"


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    shape: str
    needed: bool
    words: str


@dataclass(frozen=True)
class Shape:
    name: str
    words: str
    fields: list[Field]


@dataclass(frozen=True)
class Answer:
    status: str
    shape: str
    many: bool


@dataclass(frozen=True)
class Operation:
    name: str
    method: str
    path: str
    words: list[str]
    takes: list[Field]
    media: str
    body: str
    answers: list[Answer]
    refusals: list[str]
    open_to_all: bool


@dataclass(frozen=True)
class Reference:
    rooms: dict[str, list[Operation]]
    shapes: list[Shape]


@cache
def reference() -> Reference:
    schema = SchemaGenerator().get_schema(request=None, public=True)
    known = schema["components"]["schemas"]
    rooms: dict[str, list[Operation]] = {}
    for path, methods in schema["paths"].items():
        for method in METHODS:
            if method in methods:
                found = methods[method]
                rooms.setdefault(found["tags"][0], []).append(_operation(path, method, found))
    shapes = [_shape(name, known) for name in sorted(known) if _is_shown(name, known[name])]
    return Reference(dict(sorted(rooms.items())), shapes)


def _is_shown(name: str, schema: Schema) -> bool:
    return "properties" in schema and not name.startswith(PAGE)


def _operation(path: str, method: str, found: Schema) -> Operation:
    media, body = _content(found.get("requestBody", {}))
    answers = found["responses"]
    return Operation(
        name=found["operationId"],
        method=method.upper(),
        path=path,
        words=found.get("description", "").split("\n\n"),
        takes=[_parameter(one) for one in found.get("parameters", [])],
        media=media,
        body=_named(body),
        answers=[_answer(status, answers[status]) for status in answers if status < "400"],
        refusals=[status for status in answers if status >= "400"],
        open_to_all={} in found.get("security", []),
    )


def _content(found: Schema) -> tuple[str, Schema]:
    """The media type that is spoken, and what it carries."""
    for media, content in found.get("content", {}).items():
        return media, content.get("schema", {})
    return "", {}


def _answer(status: str, found: Schema) -> Answer:
    _media, body = _content(found)
    name = _named(body)
    if name.startswith(PAGE):
        return Answer(status, name.removeprefix(PAGE).removesuffix("List"), True)
    return Answer(status, name or _named(body.get("items", {})), body.get("type") == "array")


def _parameter(found: Schema) -> Field:
    kind = _kind(found["schema"], {})
    words = found.get("description", "")
    return Field(
        found["name"], f"{kind}, in the {found['in']}", "", bool(found.get("required")), words
    )


def _shape(name: str, known: Schema) -> Shape:
    schema = known[name]
    needed = schema.get("required", []) if name.endswith("Request") else []
    fields = [
        Field(
            name=field,
            kind=_kind(found, known),
            shape=_shape_of(found, known),
            needed=field in needed,
            words=found.get("description", "").partition("\n")[0],
        )
        for field, found in schema["properties"].items()
    ]
    return Shape(name, schema.get("description", ""), fields)


def _named(schema: Schema) -> str:
    """The shape that is meant, if it has a name."""
    parts = [schema, *schema.get("allOf", ())]
    return next((one["$ref"].rpartition("/")[2] for one in parts if "$ref" in one), "")


def _shape_of(schema: Schema, known: Schema) -> str:
    name = _named(schema) or _named(schema.get("items", {}))
    return name if name in known and _is_shown(name, known[name]) else ""


def _kind(schema: Schema, known: Schema) -> str:
    """What a value is, in a few words."""
    if values := list(_values(schema, known)):
        return "one of " + ", ".join(values)
    if schema.get("type") == "array":
        return "list of " + _kind(schema["items"], known)
    if name := _named(schema):
        return name
    words = [schema.get("format") or schema.get("type") or "anything", *_bounds(schema)]
    return ", ".join([*words, "or null"] if schema.get("nullable") else words)


def _values(schema: Schema, known: Schema) -> Iterator[str]:
    for one in (schema, *schema.get("oneOf", ()), *schema.get("allOf", ())):
        name = _named(one) if one is not schema else one.get("$ref", "").rpartition("/")[2]
        listed = one.get("enum") or known.get(name, {}).get("enum", [])
        yield from (f"“{value}”" for value in listed if value is not None)


def _bounds(schema: Schema) -> Iterator[str]:
    names = {"minimum": "from", "maximum": "to", "maxLength": "at most", "maxItems": "at most"}
    for key, word in names.items():
        if key in schema:
            yield f"{word} {schema[key]}"
