"""What the audience gives a show: counted by the second, and told when the curtain has fallen."""

from chat.live.applause import record, totals
from chat.models import Applause
from shows.models import Show


def test_signs_of_one_second_are_one_row(chat):
    record(chat.show, {"applause": 3, "heart": 1})
    assert record(chat.show, {"applause": 2})["applause"] == 5
    assert totals(chat.show)["heart"] == 1
    assert Applause.objects.filter(sign="heart").count() == 1


def test_the_page_of_an_ended_show_says_what_it_got(chat, client):
    record(chat.show, {"applause": 1234, "bravo": 2})
    Show.objects.filter(pk=chat.show.pk).update(state="ended")
    page = client.get(chat.show.get_absolute_url()).content.decode()
    given = page.partition('class="applauded"')[2].partition("</ul>")[0]
    assert [word in given for word in ("Applause", "1234", "Bravo", "Heart")] == [
        True,
        True,
        True,
        False,
    ]


def test_a_show_that_got_nothing_says_nothing(chat, client):
    Show.objects.filter(pk=chat.show.pk).update(state="ended")
    assert "applauded" not in client.get(chat.show.get_absolute_url()).content.decode()
