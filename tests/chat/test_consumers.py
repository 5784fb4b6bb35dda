"""The socket of a chat: who is let in, what is said, and who is shown out."""

import pytest

from .pages import error_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def show(make_show):
    return make_show(state="doors")


@pytest.fixture
def bob(make_user):
    return make_user("bob", display_name="Bob")


async def test_what_one_writes_all_read(show, bob, open_chat):
    writer, reader = await open_chat(show, bob), await open_chat(show)
    assert await writer.write("Bravo, @creator!", "first") | {"re": 0} == {
        "v": 1,
        "type": "written",
        "re": 0,
        "number": 1,
    }
    (entry,) = await reader.read_up_to(1)
    assert entry | {"at": ""} == {
        "number": 1,
        "kind": "message",
        "at": "",
        "text": "Bravo, @creator!",
        "by": {"person": "bob", "name": "Bob", "badge": None},
        "mentions": ["creator"],
    }


async def test_a_stranger_reads_and_does_not_write(show, open_chat):
    page = await open_chat(show)
    assert error_of(await page.write("hello")) == "chat.sign_in"
