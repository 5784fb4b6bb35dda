"""The same show open in two tabs: whoever saves second is told, and nothing typed is lost."""

import re

from django.urls import reverse

from shows.models import Show
from shows.planning import schedule
from tests.shows.views.test_studio_pages import given

SEEN = re.compile(r'name="seen" value="([^"]+)"')


def open_tab(client, show) -> str:
    page = client.get(reverse("shows:edit", args=[show.slug])).content.decode()
    return SEEN.search(page)[1]


def save(client, show, **fields):
    return client.post(reverse("shows:edit", args=[show.slug]), given(**fields))


def test_the_second_tab_is_told_and_may_save_again(login, make_show):
    show = make_show(state="draft", title="Hamlet")
    client = login(show.creator)
    first, second = open_tab(client, show), open_tab(client, show)
    assert save(client, show, title="Hamlet I", summary="One", seen=first).status_code == 302
    answer = save(client, show, title="Hamlet II", summary="Two", seen=second)
    assert answer.status_code == 400
    assert answer.context["form"].errors.as_data()["__all__"][0].code == "show.changed_meanwhile"
    shown = answer.content.decode()
    assert "Hamlet II" in shown
    assert 'value="Two"' in shown
    assert Show.objects.get(pk=show.pk).title == "Hamlet I"
    again = SEEN.search(shown)[1]
    assert save(client, show, title="Hamlet II", summary="Two", seen=again).status_code == 302
    assert Show.objects.get(pk=show.pk).summary == "Two"


def test_one_tab_saves_as_often_as_it_likes(login, make_show):
    show = make_show(state="draft")
    client = login(show.creator)
    for summary in ("One", "Two"):
        seen = open_tab(client, show)
        assert save(client, show, summary=summary, seen=seen).status_code == 302


def test_a_form_that_was_wrong_may_be_put_right(login, make_show):
    show = make_show(state="draft")
    client = login(show.creator)
    seen = open_tab(client, show)
    wrong = save(client, show, title="", seen=seen)
    assert wrong.status_code == 400
    again = SEEN.search(wrong.content.decode())[1]
    assert save(client, show, title="Hamlet", seen=again).status_code == 302


def test_an_announcement_elsewhere_is_told_as_well(login, make_show):
    show = make_show(state="draft")
    client = login(show.creator)
    seen = open_tab(client, show)
    schedule.announce(show, by=show.creator)
    assert save(client, show, title="Other", seen=seen).status_code == 400
    assert Show.objects.get(pk=show.pk).title == show.title


def test_what_stood_open_while_the_draft_was_deleted_is_no_broken_page(login, make_show):
    show = make_show(state="draft")
    client = login(show.creator)
    seen = open_tab(client, show)
    client.post(reverse("shows:delete", args=[show.slug]))
    assert save(client, show, seen=seen).status_code == 404
