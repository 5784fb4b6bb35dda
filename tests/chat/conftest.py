"""Chats as rows, and as pages have them open."""

import pytest
from asgiref.sync import sync_to_async

from chat.log.numbering import take
from chat.models import Chat, Message
from shows.models import CastMember

from .open_pages import ChatPage


@pytest.fixture
def chat(make_show):
    """The chat of a show on air."""
    return Chat.objects.create(show=make_show(state="live"))


@pytest.fixture
def host(chat):
    return chat.show.creator


@pytest.fixture
def join(chat):
    """join(user, "moderator"): the part, accepted."""

    def join(user, part="moderator", answer="accepted"):
        return CastMember.objects.create(show=chat.show, user=user, part=part, answer=answer)

    return join


@pytest.fixture
def line(chat):
    """line(author, "Bravo"): a message with the next number."""

    def line(author, text="Bravo", kind="message", **fields):
        chat.refresh_from_db()
        number = take(chat)
        return Message.objects.create(
            show=chat.show, author=author, text=text, kind=kind, number=number, **fields
        )

    return line


@pytest.fixture
async def open_chat():
    """open_chat(show, user): a page of theirs; all are closed in the end."""
    pages: list[ChatPage] = []

    async def opened(show, user=None, query: str = "") -> ChatPage:
        page = ChatPage(show, user)
        await sync_to_async(page.sign_in)()
        await page.open(query)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        await page.close()
