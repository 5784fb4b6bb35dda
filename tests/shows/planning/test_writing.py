from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.hashers import check_password
from django.utils import timezone

from accounts.models import AuditRecord, User
from accounts.suspensions import lift, suspend
from shows import queries
from shows.models import Letter, Show, Tag
from shows.planning import casting, schedule
from shows.planning.writing import change_show, delete_draft, duplicate_show, make_show
from streaming.foundation.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(make_user):
    return make_user("ada")


@pytest.fixture
def make(ada):
    def make(**fields):
        given = {
            "title": "An Evening",
            "category": "theatre",
            "starts_at": timezone.now() + timedelta(days=3),
        }
        return make_show(fields.pop("creator", ada), **(given | fields))

    return make


def refusal(deed, *args, **fields) -> tuple[str, str]:
    with pytest.raises(Refused) as refused:
        deed(*args, **fields)
    return refused.value.code, refused.value.field


class TestMaking:
    def test_a_new_show_is_a_draft_with_its_creator_as_host(self, make, ada):
        show = make()
        assert (show.state, show.slug) == ("draft", "an-evening")
        assert [(one.user, one.part) for one in show.cast.all()] == [(ada, "host")]

    @pytest.mark.parametrize(
        ("title", "slug"),
        [
            ("L’Été à Łódź", "lete-a-lodz"),
            ("Straße & Smörgåsbord", "strasse-smorgasbord"),
            ("歌舞伎", "show"),
            ("!!!", "show"),
            ("New", "new-"),
        ],
    )
    def test_the_address_is_made_from_the_title(self, make, title, slug):
        assert make(title=title).slug.startswith(slug)

    def test_a_reserved_word_is_no_address(self, make):
        assert make(title="New").slug != "new"
        assert refusal(make, slug="new") == ("show.slug_taken", "slug")

    def test_the_same_title_twice_has_two_addresses(self, make):
        first, second = make(), make()
        assert second.slug.startswith("an-evening-")
        assert first.slug != second.slug

    @pytest.mark.parametrize("access", ["unlisted", "invitation"])
    def test_a_link_that_lets_people_in_cannot_be_guessed(self, make, access):
        assert len(make(access=access).slug) == len("an-evening-") + 16

    def test_an_address_that_exists_is_refused(self, make):
        make(slug="hamlet")
        assert refusal(make, slug="hamlet") == ("show.slug_taken", "slug")
        assert Show.objects.count() == 1

    @pytest.mark.parametrize("slug", ["a b", "ä", "-x-", "x" * 81, "../x", "x/y"])
    def test_a_malformed_address_is_refused(self, make, slug):
        assert refusal(make, slug=slug) == ("show.slug_malformed", "slug")

    def test_somebody_without_a_confirmed_address_makes_no_shows(self, make, make_user):
        assert refusal(make, creator=make_user("eve", verified=False)) == (
            "show.not_a_creator",
            "",
        )

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("title", "", "show.no_title"),
            ("title", " \t ", "show.no_title"),
            ("title", "x" * 10_000, "text.too_long"),
            ("title", "abc\u202edef", "text.forbidden_characters"),
            ("summary", "a\u2066b", "text.forbidden_characters"),
            ("description", "x" * 10_001, "text.too_long"),
            ("category", "sport", "show.unknown_category"),
            ("access", "everyone", "show.unknown_access"),
            ("time_zone", "Moon/Sea", "show.unknown_zone"),
            ("language", "<b>", "show.unknown_language"),
            ("length_minutes", 0, "show.bad_length_minutes"),
            ("length_minutes", -30, "show.bad_length_minutes"),
            ("length_minutes", 1441, "show.bad_length_minutes"),
            ("doors_minutes", -1, "show.bad_doors_minutes"),
            ("grace_seconds", 9, "show.bad_grace_seconds"),
            ("grace_seconds", 3601, "show.bad_grace_seconds"),
            ("capacity", 0, "seat.bad_capacity"),
            ("capacity", 10**12, "seat.bad_capacity"),
            ("tags", [f"tag {n}" for n in range(9)], "show.too_many_tags"),
            ("tags", ["x" * 31], "text.too_long"),
            ("starts_at", datetime(2031, 1, 1), "show.no_zone"),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_written(self, make, field, value, code):
        assert refusal(make, **{field: value}) == (code, field)
        assert (Show.objects.count(), Tag.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        ("away", "code"),
        [(timedelta(minutes=-1), "show.starts_in_past"), (timedelta(3650), "show.starts_too_far")],
    )
    def test_a_start_gone_by_or_years_away_is_refused(self, make, away, code):
        assert refusal(make, starts_at=timezone.now() + away) == (code, "starts_at")

    def test_tags_are_small_letters_and_stand_once(self, make):
        show = make(tags=["Jazz", "#jazz", " late  night ", ""])
        assert [tag.name for tag in show.tags.all()] == ["jazz", "late night"]

    def test_a_password_is_kept_hashed(self, make):
        show = make(access="password", password="open sesame")
        assert show.password != "open sesame"
        assert check_password("open sesame", show.password)

    def test_a_show_with_a_password_needs_one(self, make):
        assert refusal(make, access="password") == ("show.password_required", "password")

    def test_a_password_where_none_is_asked_is_not_kept(self, make):
        assert make(password="open sesame").password == ""

    def test_making_is_recorded(self, make, ada):
        show = make()
        record = AuditRecord.objects.get(verb="show.made")
        assert (record.actor, record.target_id) == (ada, str(show.pk))


class TestChanging:
    def test_only_what_differs_is_changed_and_recorded(self, make, ada):
        show = make(tags=["jazz"])
        changed = change_show(show, by=ada, title="An Evening", summary="New", tags=["jazz"])
        record = AuditRecord.objects.get(verb="show.changed")
        assert (changed, record.after) == (["summary"], {"summary": "New"})

    def test_the_same_again_changes_nothing(self, make, ada):
        show = make(title="An Evening")
        assert change_show(show, by=ada, title="An Evening", starts_at=show.starts_at) == []

    def test_a_new_start_tells_whoever_has_to_know(self, make_show, ada):
        show = make_show(creator=ada)
        change_show(show, by=ada, starts_at=show.starts_at + timedelta(days=1))
        show.refresh_from_db()
        assert show.schedule_version == 1
        assert AuditRecord.objects.filter(verb="show.rescheduled").count() == 1

    def test_a_new_start_in_the_past_is_refused_and_nothing_else_changes(self, make_show, ada):
        show = make_show(creator=ada)
        past = timezone.now() - timedelta(hours=1)
        assert refusal(change_show, show, by=ada, title="Other", starts_at=past) == (
            "show.starts_in_past",
            "starts_at",
        )
        show.refresh_from_db()
        assert show.title == "An Evening"

    def test_a_show_late_to_start_may_still_get_longer(self, make_show, ada):
        show = make_show(creator=ada, starts_at=timezone.now() - timedelta(minutes=5))
        assert change_show(show, by=ada, length_minutes=90) == ["length_minutes"]

    def test_there_are_never_fewer_seats_than_taken(self, make_show, ada):
        show = make_show(creator=ada, capacity=5, seats_taken=3)
        assert refusal(change_show, show, by=ada, capacity=2) == ("seat.below_taken", "capacity")
        assert change_show(show, by=ada, capacity=3) == ["capacity"]
        assert change_show(show, by=ada, capacity=None) == ["capacity"]

    @pytest.mark.parametrize("state", ["doors", "live", "interrupted", "ended", "cancelled"])
    def test_once_the_doors_are_open_only_harmless_words_change(self, make_show, ada, state):
        show = make_show(creator=ada, state=state)
        assert change_show(show, by=ada, description="More.", tags=["late"]) == [
            "description",
            "tags",
        ]
        assert refusal(change_show, show, by=ada, title="Other") == ("show.wrong_moment", "title")

    def test_the_address_moves_while_nobody_knows_it(self, make, make_show, ada):
        show = make()
        assert change_show(show, by=ada, slug="hamlet") == ["slug"]
        announced = make_show(creator=ada)
        assert refusal(change_show, announced, by=ada, slug="other") == ("show.slug_fixed", "slug")
        assert refusal(change_show, make(), by=ada, slug="hamlet") == ("show.slug_taken", "slug")

    def test_a_draft_that_becomes_unlisted_gets_an_address_nobody_guesses(self, make, ada):
        show = make()
        change_show(show, by=ada, access="unlisted")
        assert len(show.slug) == len("an-evening-") + 16

    def test_the_password_stays_until_another_is_given(self, make, ada):
        show = make(access="password", password="open sesame")
        kept = show.password
        change_show(show, by=ada, access="password", password="")
        assert show.password == kept
        change_show(show, by=ada, password="another one")
        assert check_password("another one", show.password)
        record = AuditRecord.objects.get(verb="show.changed")
        assert (record.before, record.after) == ({"password": "•••"}, {"password": "•••"})

    def test_a_show_that_opens_to_everybody_forgets_its_password(self, make, ada):
        show = make(access="password", password="open sesame")
        change_show(show, by=ada, access="public")
        show.refresh_from_db()
        assert show.password == ""


class TestDuplicating:
    def test_a_copy_is_a_draft_with_the_same_words(self, make_show, ada):
        show = make_show(creator=ada, title="Hamlet", summary="Again", capacity=5, seats_taken=3)
        copy = duplicate_show(show, by=ada)
        assert (copy.state, copy.title, copy.summary) == ("draft", "Hamlet", "Again")
        assert (copy.capacity, copy.seats_taken) == (5, 0)

    def test_it_starts_at_the_same_time_of_day_on_the_same_weekday_to_come(self, make_show, ada):
        show = make_show(
            creator=ada,
            time_zone="Europe/Berlin",
            starts_at=datetime(2024, 3, 27, 20, tzinfo=ZoneInfo("Europe/Berlin")),
        )
        copy = duplicate_show(show, by=ada)
        assert copy.starts_at > timezone.now()
        assert (copy.local_start.weekday(), copy.local_start.hour) == (2, 20)

    def test_names_are_credited_and_members_are_asked_again(self, make_show, make_user, ada):
        show = make_show(creator=ada)
        casting.credit(show, name="Grace", part="performer", credit="Voice")
        bob, coy = make_user("bob"), make_user("coy")
        accepted = casting.invite(show, user=bob, part="moderator", by=ada)
        casting.answer(accepted, accepted=True)
        declined = casting.invite(show, user=coy, part="performer", by=ada)
        casting.answer(declined, accepted=False)
        copy = duplicate_show(show, by=ada)
        assert [(one.shown_name, one.part, one.answer) for one in copy.cast.all()] == [
            ("ada", "host", "accepted"),
            ("Grace", "performer", "accepted"),
            ("bob", "moderator", "invited"),
        ]

    def test_their_letter_goes_once_when_the_copy_is_announced(self, make_show, make_user, ada):
        show = make_show(creator=ada)
        casting.invite(show, user=make_user("bob"), part="performer", by=ada)
        copy = duplicate_show(show, by=ada)
        asked = Letter.objects.filter(show=copy, kind=Letter.Kind.CAST)
        assert asked.count() == 0
        bob = User.objects.get(username="bob")
        assert [one.show for one in queries.asked_to_join(bob)] == [show]
        later = copy.starts_at + timedelta(days=1)
        schedule.reschedule(copy, by=ada, starts_at=later)
        casting.invite(copy, user=make_user("eve"), part="performer", by=ada)
        schedule.reschedule(copy, by=ada, starts_at=later + timedelta(days=1))
        schedule.announce(copy, by=ada)
        assert sorted(asked.values_list("user__username", flat=True)) == ["bob", "eve"]
        assert {one.show for one in queries.asked_to_join(bob)} == {show, copy}

    def test_an_address_without_an_account_is_asked_again(self, make_show, make_user, ada):
        show = make_show(creator=ada)
        casting.invite_person(show, person="new@example.org", part="performer", by=ada)
        copy = duplicate_show(show, by=ada)
        casting.hand_over("new@example.org", to=(new := make_user("new")))
        assert copy.cast.get(user=new).answer == "invited"

    def test_who_is_suspended_or_gone_is_not_asked(self, make_show, make_user, ada):
        show = make_show(creator=ada)
        people = [make_user("rude"), make_user("gone"), make_user("forgiven")]
        for person in people:
            casting.invite(show, user=person, part="performer", by=ada)
        boss = make_user("boss", is_staff=True, is_superuser=True)
        suspend(people[0], by=boss, reason="rude")
        User.objects.filter(pk=people[1].pk).update(is_active=False)
        suspend(people[2], by=boss, reason="rude")
        lift(people[2], by=boss)
        copy = duplicate_show(show, by=ada)
        assert [one.shown_name for one in copy.cast.all()] == ["ada", "forgiven"]


class TestDeleting:
    def test_a_draft_is_thrown_away(self, make, ada):
        delete_draft(make(), by=ada)
        assert Show.objects.count() == 0
        assert AuditRecord.objects.filter(verb="show.deleted").count() == 1

    def test_what_was_announced_stays(self, make_show, ada):
        assert refusal(delete_draft, make_show(creator=ada), by=ada) == ("show.wrong_moment", "")
        assert Show.objects.count() == 1
