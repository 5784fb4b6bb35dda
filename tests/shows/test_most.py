"""Every list that somebody could make endless has an end, and says so."""

import pytest

from accounts import following
from shows.models import Invitation
from shows.planning import casting, seats, writing
from streaming.foundation.refusals import Refused


def code_when(deed, *args, **fields) -> str:
    with pytest.raises(Refused) as refusal:
        deed(*args, **fields)
    return refusal.value.code


def test_a_full_cast(make_show, make_user, monkeypatch):
    show = make_show()
    monkeypatch.setattr(casting, "MOST_CAST", 2)
    asked = {"by": show.creator, "part": "performer"}
    ada = make_user("ada")
    member = casting.invite_person(show, person="ada", **asked)
    for person in ("ben@example.org", make_user("eve").username):
        assert code_when(casting.invite_person, show, person=person, **asked) == "cast.full"
    assert code_when(casting.credit, show, name="Guest", part="performer") == "cast.full"
    casting.answer(member, accepted=False)
    casting.invite_person(show, person="ada", **asked)  # has a place already
    assert show.cast.filter(user=ada).count() == 1


def test_too_many_invitations(make_show, monkeypatch):
    show = make_show()
    monkeypatch.setattr(seats, "MOST_INVITATIONS", 1)
    made = seats.make_invitation(show, by=show.creator)
    assert code_when(seats.make_invitation, show, by=show.creator) == "invitation.too_many"
    seats.revoke_invitation(made, by=show.creator)
    seats.make_invitation(show, by=show.creator)
    assert Invitation.objects.filter(revoked_at=None).count() == 1


def test_too_many_drafts(make_show, monkeypatch):
    show = make_show(state="draft")
    monkeypatch.setattr(writing, "MOST_DRAFTS", 1)
    assert code_when(writing.duplicate_show, show, by=show.creator) == "show.too_many_drafts"


def test_too_many_followed(make_user, monkeypatch):
    ada, ben, eve = make_user("ada"), make_user("ben"), make_user("eve")
    monkeypatch.setattr(following, "MOST_FOLLOWED", 1)
    following.follow(ada, ben)
    following.follow(ada, ben)
    assert code_when(following.follow, ada, eve) == "follow.too_many"
