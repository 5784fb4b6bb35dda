import pytest
from django.utils import translation

from shows.models import Show


@pytest.mark.parametrize(
    ("language", "minutes", "label"),
    [("en", 1, "1 minute"), ("en", 60, "60 minutes"), ("de", 60, "60 Minuten")],
)
def test_the_length_is_written_in_words(language, minutes, label):
    with translation.override(language):
        assert Show(length_minutes=minutes).length_label == label


@pytest.mark.parametrize(
    ("language", "category", "label"),
    [("en", "circus", "Circus & magic"), ("de", "music", "Musik"), ("en", "", "")],
)
def test_a_category_has_its_name_in_every_language(language, category, label):
    with translation.override(language):
        assert Show(category=category).get_category_display() == label


def test_lists_name_every_state_but_those_of_a_show_to_come():
    silent = [state for state in Show.State if not Show(state=state).has_badge]
    assert silent == ["announced", "rehearsal"]


@pytest.mark.parametrize("number", [1, 2])
def test_a_list_tells_of_what_changed_since_it_was_last_asked_for(
    client, make_show, make_user, number
):
    show = make_show(title="Salt", creator=make_user(f"creator-{number}"))
    assert "Salt" in client.get("/").content.decode()
    Show.objects.filter(pk=show.pk).update(title="Pepper", slug=f"pepper-{number}")
    page = client.get("/").content.decode()
    assert ("Salt" in page, f"/shows/pepper-{number}/" in page) == (False, True)
