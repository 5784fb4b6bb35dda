"""docs/protocol.md is enough to write another client: whatever a socket says stands there."""

import ast
import re
from collections.abc import Iterator

import pytest
from msgspec import inspect

from chat.models import Act, Message
from chat.rules.settings_fields import RULES, SECRET
from chat.socket import envelopes as of_chat
from streaming.foundation.sockets.envelopes import Asked
from streaming.stage.socket import envelopes as of_show

from .sources import ROOT, python_files

TEXT = (ROOT / "docs" / "protocol.md").read_text()
SHOW, CHAT = (
    TEXT.partition(f"## The socket of a {name}:")[2].partition("\n## ")[0]
    for name in ("show", "chat")
)
SOCKETS = {"show": (SHOW, of_show.read.kinds), "chat": (CHAT, of_chat.read.kinds)}
ASKED = [(name, kind) for name, (_text, kinds) in SOCKETS.items() for kind in kinds]
# On a socket the form of an envelope keeps these out before anybody refuses them.
OF_THE_API = {"chat.bad_minutes", "chat.bad_client"}


def rows_of(text: str, name: str) -> str:
    """The rows of tables whose first column has this name."""
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| `")]
    return "\n".join("|".join(row[2:]) for row in rows if f"`{name}`" in row[1].split())


@pytest.mark.parametrize(("name", "kind"), ASKED)
def test_what_a_client_asks_is_described_with_every_field(name, kind):
    text, kinds = SOCKETS[name]
    row = rows_of(text.partition("### What the server says")[0], kind)
    assert row, f"docs/protocol.md does not describe {kind}."
    if kind == "rules":
        row += text.partition("\n`rules`: ")[2].partition("\n\n")[0]
    for field in fields_of(kinds[kind]):
        assert f"`{field.name}`" in row, f"docs/protocol.md does not describe {field.name}."
        optional = f"`{field.name}` (optional" in row or kind == "rules"
        assert optional != field.required, f"Is {field.name} of {kind} optional?"


@pytest.mark.parametrize(("name", "kind"), ASKED)
def test_every_bound_of_what_a_client_asks_is_told(name, kind):
    table = TEXT.partition("\n## Bounds\n")[2].partition("\n## ")[0]
    for field in fields_of(SOCKETS[name][1][kind]):
        most = most_of(field.type)
        if most is not None:
            rows = [row for row in table.splitlines() if f"`{field.name}`" in row]
            assert any(f"{most:,}" in row for row in rows), f"{field.name}: {most:,}"


def fields_of(kind: type[Asked]) -> list[inspect.Field]:
    return [field for field in inspect.type_info(kind).fields if field.name != "id"]


def most_of(shape: inspect.Type) -> int | None:
    """How long or how large it may be, where that has a bound of its own."""
    match shape:
        case inspect.StrType(max_length=None):
            return int(re.findall(r"\{1,(\d+)\}", shape.pattern)[0])
        case inspect.StrType() | inspect.ListType():
            return shape.max_length
        case inspect.IntType():
            return shape.le
        case inspect.UnionType():
            return max((most_of(one) or 0 for one in shape.types), default=0) or None
    return None


def said_in(*folders: str) -> Iterator[str]:
    """The types in say("type", …), and in what deeds answer."""
    for path in python_files(*folders):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "say" and node.args:
                given = node.args[:1]
            elif isinstance(node, ast.Return) and path.name == "commands.py":
                given = node.value.elts[:1] if isinstance(node.value, ast.Tuple) else []
            else:
                continue
            yield from (one.value for one in given if isinstance(one, ast.Constant))


@pytest.mark.parametrize("name", sorted({*said_in("chat"), *said_in("streaming/stage")}))
def test_what_the_server_says_is_described(name):
    text = CHAT if name.startswith("chat.") else SHOW if "." in name else TEXT
    assert f"`{name}`" in text or f'"type": "{name}"' in text, (
        f"docs/protocol.md does not describe {name}."
    )


def test_the_sources_are_found():
    """Else there is nothing to describe."""
    assert {"chat.welcome", "chat.pulse", "written", "acts", "show.state", "session.ended"} <= {
        *said_in("chat"),
        *said_in("streaming/stage"),
    }


@pytest.mark.parametrize("kind", [*Message.Kind.values, *Act.Kind.values])
def test_every_kind_of_entry_is_described(kind):
    table = CHAT.partition("| `kind` |")[2].partition("\n\n")[0]
    assert rows_of(table, kind)


@pytest.mark.parametrize("rule", RULES + SECRET)
def test_every_rule_is_described(rule):
    assert f"`{rule}`" in CHAT.partition("\n`rules`: ")[2].partition("\n\n")[0]


def test_every_refusal_of_a_chat_is_described():
    codes = set()
    for path in python_files("chat"):
        codes |= set(re.findall(r'Refused\(\s*"(chat\.[a-z_]+)"', path.read_text()))
    assert len(codes) > 20
    assert {code for code in codes if f"`{code}`" not in CHAT} == OF_THE_API


def test_every_close_code_is_described():
    codes = set()
    for path in python_files("chat", "shows/sockets", "streaming/foundation", "streaming/stage"):
        codes |= set(re.findall(r"\b44[0-9]{2}\b", path.read_text()))
    assert {code for code in codes if code not in SHOW + CHAT} == set()
