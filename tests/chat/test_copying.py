import pytest

from chat.models import Chat
from chat.moderation.settings import change_rules
from shows.planning.writing import duplicate_show

RULES = {
    "slow_seconds": 30,
    "blocked_words": "rot*",
    "hold": "words",
    "links_off": True,
    "opens_minutes": 60,
    "closes_minutes": 20,
}


@pytest.mark.django_db
def test_a_copy_of_a_show_has_the_rules_of_its_chat(make_show):
    show = make_show()
    change_rules(show, RULES, by=show.creator)
    copy = Chat.objects.get(show=duplicate_show(show, by=show.creator))
    assert {name: getattr(copy, name) for name in RULES} == RULES
    assert copy.last_number == 0


@pytest.mark.django_db
def test_a_show_whose_chat_was_never_ruled_is_copied_too(make_show):
    show = make_show()
    duplicate_show(show, by=show.creator)
    assert Chat.objects.count() == 0
