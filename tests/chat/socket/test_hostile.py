"""What strangers and rude clients may say on the socket of a chat: a code, or the end of the
socket; never a row, never a traceback.
"""

import json
import logging

import pytest
from asgiref.sync import sync_to_async
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from chat.models import Message
from chat.rules.text import cleaned
from chat.socket.envelopes import read
from streaming.foundation.sockets.envelopes import Malformed

from ..open_pages import error_of

with_rows = pytest.mark.django_db(transaction=True)


@pytest.fixture
def show(make_show):
    return make_show(state="doors")


@pytest.fixture
def bob(make_user):
    return make_user("bob")


@with_rows
@pytest.mark.parametrize(
    "text",
    [
        "no JSON",
        "[" * 10_000 + "]" * 10_000,
        '{"v": 1, "type": "write", "id": 1, "client": "a", "text": '
        + "[" * 5000
        + "]" * 5000
        + "}",
        '{"v": 1, "type": "write", "id": 1, "client": "a", "text": "\\ud800"}',
        '{"v": 1, "type": "write", "id": 1, "client": "a b", "text": "x"}',
        '{"v": 1, "type": "write", "id": 1, "client": "a"}',
        '{"v": 1, "type": "write", "id": 1, "client": "a", "text": "x", "to": -1}',
        '{"v": 1, "type": "write", "id": 1, "client": "a", "text": "x", "to": 99999999999999}',
        '{"v": 1, "type": "write", "id": 1, "client": "a", "text": "x", "kind": "announcement"}',
        '{"v": 1, "type": "applaud", "id": 1, "sign": "heart", "times": 21}',
        '{"v": 1, "type": "applaud", "id": 1, "sign": "heart", "times": true}',
        '{"v": 1, "type": "resume", "id": 1, "after": 1e400}',
        '{"v": 2, "type": "ping", "id": 1}',
    ],
)
async def test_what_is_no_envelope_is_malformed(text, show, bob, open_chat):
    page = await open_chat(show, bob)
    await page.socket.send_to(text_data=text)
    reply = await page._until(lambda said: said["type"] == "error")
    assert reply["code"] == "socket.malformed"
    assert await sync_to_async(Message.objects.count)() == 0


@with_rows
async def test_an_unknown_type_has_a_code_of_its_own(show, open_chat):
    page = await open_chat(show)
    assert error_of(await page.ask("shout", text="x")) == "socket.unknown_type"


@with_rows
@pytest.mark.parametrize("what", [{"bytes_data": b"{}"}, {"text_data": "x" * 200_000}])
async def test_binary_and_endless_envelopes_close_the_socket(what, show, open_chat):
    page = await open_chat(show)
    await page.socket.send_to(**what)
    assert await page.closed() == 4400


@with_rows
async def test_numbers_of_another_show_are_unknown(show, make_show, bob, open_chat):
    other = await sync_to_async(make_show)(state="live")
    elsewhere, page = await open_chat(other, bob), await open_chat(show, bob)
    await elsewhere.write("mine")
    assert error_of(await page.write("reply", to=1)) == "chat.unknown_number"
    assert error_of(await page.ask("delete", number=1)) == "chat.unknown_number"
    assert error_of(await page.ask("react", number=1, sign="👏", on=True)) == "chat.unknown_number"
    assert (await page.ask("before", number=9))["entries"] == []
    assert (await page.ask("resume", after=2_000_000_000))["entries"] == []


@with_rows
async def test_what_only_those_who_keep_order_may_is_refused(show, bob, open_chat):
    page = await open_chat(show, bob)
    for kind, fields in {
        "silence": {"person": "creator", "minutes": 1},
        "rules": {"locked": True},
        "pin": {"number": None},
        "announce": {"client": "a", "text": "I am the host"},
    }.items():
        assert error_of(await page.ask(kind, **fields)) == "chat.not_moderator"
    assert await sync_to_async(Message.objects.count)() == 0


@with_rows
async def test_who_floods_is_told_and_then_let_go(show, bob, open_chat):
    page = await open_chat(show, bob)
    for number in range(60):
        await page.socket.send_json_to({"v": 1, "type": "ping", "id": number})
    assert await page.closed(10) == 4429


@with_rows
async def test_invisible_and_turning_characters_are_gone(show, bob, open_chat):
    page = await open_chat(show, bob)
    await page.write("a\u202eb\u0000c\u200bd\r\n\te\u0301 👩\u200d👧".replace("\0", ""))
    (entry,) = await page.read_up_to(1)
    assert entry["text"] == "abcd é 👩\u200d👧"


@given(st.text(max_size=600))
def test_what_is_cleaned_is_clean(text):
    once = cleaned(text)
    assert cleaned(once) == once
    assert "\n" not in once
    assert "\u202e" not in once


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
NAMES = sorted({name for kind in read.kinds.values() for name in kind.__struct_fields__} - {"id"})
REQUIRED = {
    name: [one.name for one in structs.fields(kind) if one.required and one.name != "id"]
    for name, kind in read.kinds.items()
}


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(read.kinds)), st.dictionaries(st.sampled_from(NAMES), JSON), JSON)
def test_every_envelope_is_read_or_malformed(kind, fields, number):
    text = json.dumps({"v": 1, "type": kind, "id": number, **fields})
    try:
        asked = read(text)
    except Malformed as wrong:
        assert wrong.code in ("socket.malformed", "socket.unknown_type")
    else:
        assert asked.type == kind
        assert {name: getattr(asked, name) for name in REQUIRED[kind]}.items() <= fields.items()


@with_rows
async def test_nothing_of_all_that_breaks_anything(show, bob, open_chat, caplog):
    """Every type with the least it takes, by somebody who may next to nothing."""
    page = await open_chat(show, bob)
    examples = {"client": "c", "text": "t", "person": "nobody", "options": [], "sign": "?"}
    with caplog.at_level(logging.ERROR):
        for kind in sorted(REQUIRED):
            fields = {name: examples.get(name, 1) for name in REQUIRED[kind]}
            fields |= {name: True for name in ("on",) if name in fields}
            if kind != "typing":
                page.numbers += 1
                await page.ask(kind, **fields)
                page = page if page.numbers % 8 else await open_chat(show, bob)
    assert [record.message for record in caplog.records] == []
