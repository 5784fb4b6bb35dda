import io
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from shows.models import Invitation, Show
from shows.next_thing import next_thing
from shows.planning import casting, keys, seats

pytestmark = pytest.mark.django_db

PAGES = ["desk", "edit", "duplicate", "reschedule", "cancel", "announce", "cast", "seats"]
PAGES += ["keys", "issue_key"]
ACTS = ["announce", "rehearse", "end_rehearsal", "open_doors", "delete", "cancel"]
ACTS += ["duplicate", "reschedule"]
ACTS += ["edit", "invite", "credit", "capacity", "make_invitation", "issue_key"]


@pytest.fixture
def ada(make_user):
    return make_user("ada")


def to(name, show, *more):
    return reverse(f"shows:{name}", args=[show.slug, *more])


def fresh(client):
    """With the password given a moment ago."""
    answer = client.post(reverse("account_reauthenticate"), {"password": "a good long password"})
    assert answer.status_code == 302
    return client


def given(**fields):
    start = timezone.localtime() + timedelta(days=9)
    return {
        "title": "Hamlet",
        "category": "theatre",
        "starts_at": start.strftime("%Y-%m-%dT%H:%M"),
        "time_zone": "Europe/Paris",
        "length_minutes": "90",
        "doors_minutes": "15",
        "grace_seconds": "10",
        "access": "public",
        "language": "en",
    } | fields


class TestDoors:
    def test_strangers_are_sent_to_the_login(self, client, make_show):
        show = make_show()
        addresses = [reverse("shows:mine"), reverse("shows:new")]
        for address in addresses + [to(name, show) for name in PAGES]:
            answer = client.get(address)
            assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/")

    @pytest.mark.parametrize("state", ["draft", "announced", "live"])
    def test_the_shows_of_others_look_like_none_at_all(self, login, make_show, ada, state):
        show, client = make_show(state=state), login(ada)
        for name in ACTS:
            for slug in (show.slug, "no-such-show"):
                address = reverse(f"shows:{name}", args=[slug])
                assert client.post(address).status_code == 404, name
        for name in PAGES:
            assert client.get(to(name, show)).status_code == 404, name
        show.refresh_from_db()
        assert (show.state, Show.objects.count()) == (state, 1)

    def test_somebody_elses_rows_are_not_reached_through_ones_own_show(
        self, login, make_show, make_user, ada
    ):
        mine, theirs = make_show(creator=ada), make_show()
        member = casting.credit(theirs, name="Grace", part="performer")
        link = seats.make_invitation(theirs, by=theirs.creator)
        key, _secret = keys.issue_key(theirs, holder=theirs.creator, by=theirs.creator)
        client = login(ada)
        assert client.post(to("dismiss", mine, member.pk)).status_code == 404
        assert client.post(to("revoke_invitation", mine, link.pk)).status_code == 404
        assert client.post(to("revoke_key", mine, key.pk)).status_code == 404
        key.refresh_from_db()
        assert (key.revoked_at, theirs.cast.count()) == (None, 2)
        assert Invitation.objects.get().revoked_at is None

    @pytest.mark.parametrize("part", ["host", "performer", "moderator"])
    def test_the_cast_may_not_edit(self, login, make_show, make_user, part):
        show, bob = make_show(), make_user("bob")
        member = casting.invite(show, user=bob, part=part, by=show.creator)
        casting.answer(member, accepted=True)
        for name in ("desk", "edit", "cast", "seats"):
            assert login(bob).get(to(name, show)).status_code == 404
        assert login(bob).get(to("keys", show)).status_code == (404 if part == "moderator" else 200)


class TestPages:
    def test_somebody_without_a_confirmed_address_is_told_the_next_step(self, login, make_user):
        client = login(make_user("eve", verified=False))
        assert client.get(reverse("shows:new")).status_code == 403
        assert client.get(reverse("shows:mine")).status_code == 200

    @pytest.mark.parametrize("state", [str(state) for state in Show.State])
    def test_every_page_of_a_show_opens_in_every_state(self, login, make_show, ada, state):
        show = make_show(creator=ada, state=state, capacity=4)
        client = login(ada)
        for name in ("desk", "edit", "cast", "seats", "keys", "duplicate"):
            assert client.get(to(name, show)).status_code == 200, name
        assert client.get(next_thing(show).url).status_code == 200 or state in ("doors",)

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_list_asks_as_much_for_many_as_for_one(
        self, login, make_show, ada, count, django_assert_num_queries
    ):
        for _one in range(count):
            make_show(creator=ada)
        client = login(ada)
        with django_assert_num_queries(15):
            answer = client.get(reverse("shows:mine"))
        assert answer.content.decode().count('class="studio-row"') == count

    def test_a_performer_finds_the_shows_they_are_in(self, login, make_show, ada):
        show = make_show(title="Somebody else’s evening")
        casting.answer(
            casting.invite(show, user=ada, part="performer", by=show.creator), accepted=True
        )
        assert "Somebody else’s evening" in login(ada).get(reverse("shows:mine")).content.decode()


class TestForm:
    def test_a_show_is_made_and_stands_on_its_desk(self, login, ada):
        answer = login(ada).post(reverse("shows:new"), given(tags="Stage, tragedy"))
        show = Show.objects.get()
        assert (answer.status_code, answer.url) == (302, to("desk", show))
        assert (show.state, show.time_zone) == ("draft", "Europe/Paris")
        assert [tag.name for tag in show.tags.all()] == ["stage", "tragedy"]

    @pytest.mark.parametrize(
        ("wrong", "field", "code"),
        [
            ({"starts_at": "2001-01-01T20:00"}, "starts_at", "show.starts_in_past"),
            ({"starts_at": "2030-03-31T02:30"}, "starts_at", "show.no_such_time"),
            ({"starts_at": "yesterday"}, "starts_at", "show.bad_time"),
            ({"time_zone": "Mars/Olympus"}, "time_zone", "show.unknown_zone"),
            ({"length_minutes": "-5"}, "length_minutes", "show.bad_length_minutes"),
            ({"title": "x" * 10_000}, "title", "text.too_long"),
            ({"title": "ham\u202elet"}, "title", "text.forbidden_characters"),
            ({"access": "password"}, "password", "show.password_required"),
            ({"slug": "taken"}, "slug", "show.slug_taken"),
            ({"tags": "a,b,c,d,e,f,g,h,i"}, "tags", "show.too_many_tags"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
        self, login, make_show, ada, wrong, field, code
    ):
        make_show(slug="taken")
        sent = given(summary="Kept as it was") | wrong
        answer = login(ada).post(reverse("shows:new"), sent)
        form = answer.context["form"]
        assert [
            (name, [e.code for e in errors.as_data()]) for name, errors in form.errors.items()
        ] == [(field, [code])]
        assert (answer.status_code, Show.objects.count()) == (400, 1)
        assert 'value="Kept as it was"' in answer.content.decode()

    def test_everything_wrong_is_said_at_once(self, login, ada):
        sent = given(title="", starts_at="2001-01-01T20:00", length_minutes="0")
        form = login(ada).post(reverse("shows:new"), sent).context["form"]
        assert sorted(form.errors) == ["length_minutes", "starts_at", "title"]

    @pytest.mark.parametrize(
        ("content", "code"),
        [(b"no picture", "picture.not_an_image"), (b"\0" * 40_000_000, "picture.too_large")],
    )
    def test_a_bad_poster_is_an_error_and_asks_for_the_picture_again(
        self, login, ada, content, code
    ):
        upload = io.BytesIO(content)
        upload.name = "poster.png"
        answer = login(ada).post(reverse("shows:new"), given(poster=upload))
        errors = answer.context["form"].errors.as_data()
        assert [(name, each[0].code) for name, each in errors.items()] == [("poster", code)]
        assert "choose the poster again" in answer.content.decode()
        assert Show.objects.count() == 0

    def test_a_poster_is_hung_and_taken_down(self, login, ada):
        upload = io.BytesIO()
        Image.new("RGB", (600, 800)).save(upload, "PNG")
        upload.seek(0)
        upload.name = "poster.png"
        client = login(ada)
        client.post(reverse("shows:new"), given(poster=upload))
        show = Show.objects.get()
        assert show.poster is not None
        client.post(to("edit", show), given(remove_poster="on"))
        show.refresh_from_db()
        assert show.poster is None

    def test_a_draft_is_changed(self, login, make_show, ada):
        show = make_show(creator=ada, state="draft")
        answer = login(ada).post(to("edit", show), given(title="Macbeth", slug="macbeth"))
        show.refresh_from_db()
        assert (answer.status_code, show.title, show.slug) == (302, "Macbeth", "macbeth")

    def test_the_date_of_an_announced_show_is_not_moved_in_passing(self, login, make_show, ada):
        show = make_show(creator=ada)
        before = show.starts_at
        login(ada).post(to("edit", show), given(title="Macbeth"))
        show.refresh_from_db()
        assert (show.title, show.starts_at) == ("Macbeth", before)

    def test_a_description_with_a_script_is_kept_and_shown_harmless(self, login, make_show, ada):
        show = make_show(creator=ada)
        text = "<script>alert(1)</script> [x](javascript:alert(1))"
        login(ada).post(to("edit", show), given(description=text))
        show.refresh_from_db()
        page = login(ada).get(show.get_absolute_url()).content.decode()
        assert show.description == text
        assert ("<script>alert" in page, 'href="javascript:' in page) == (False, False)


class TestActs:
    @pytest.mark.parametrize(
        ("name", "before", "after"),
        [
            ("announce", "draft", "announced"),
            ("rehearse", "announced", "rehearsal"),
            ("end_rehearsal", "rehearsal", "announced"),
            ("open_doors", "announced", "doors"),
            ("open_doors", "rehearsal", "doors"),
            ("cancel", "announced", "cancelled"),
        ],
    )
    def test_an_act_asks_first_and_is_done_once(self, login, make_show, ada, name, before, after):
        show, client = make_show(creator=ada, state=before), login(ada)
        assert client.get(to(name, show)).status_code == 200
        show.refresh_from_db()
        assert show.state == before
        assert client.post(to(name, show)).url == to("desk", show)
        show.refresh_from_db()
        assert show.state == after
        assert client.post(to(name, show)).status_code == 409

    def test_a_wrong_moment_is_said_kindly(self, login, make_show, ada):
        show = make_show(creator=ada, state="ended")
        for name in ("announce", "rehearse", "open_doors", "cancel", "reschedule", "delete"):
            assert login(ada).get(to(name, show)).status_code == 409, name

    def test_a_cancelled_show_says_why(self, login, make_show, ada):
        show = make_show(creator=ada)
        login(ada).post(to("cancel", show), {"reason": "The singer is ill."})
        show.refresh_from_db()
        assert (show.state, show.cancelled_reason) == ("cancelled", "The singer is ill.")

    def test_moving_a_show_says_who_is_told(self, login, make_show, make_user, ada):
        show = make_show(creator=ada)
        seats.take_seat(show, make_user("bob"))
        client = login(ada)
        assert "1 person gets a mail" in client.get(to("reschedule", show)).content.decode()
        start = (timezone.localtime() + timedelta(days=20)).replace(second=0, microsecond=0)
        sent = {"starts_at": start.strftime("%Y-%m-%dT%H:%M"), "time_zone": "UTC"}
        client.post(to("reschedule", show), sent | {"length_minutes": "45"})
        show.refresh_from_db()
        assert (show.starts_at, show.length_minutes) == (start, 45)

    def test_moving_into_the_past_is_an_error_in_the_form(self, login, make_show, ada):
        show = make_show(creator=ada)
        sent = {"starts_at": "2001-01-01T20:00", "time_zone": "UTC", "length_minutes": "45"}
        form = login(ada).post(to("reschedule", show), sent).context["form"]
        assert form.errors.as_data()["starts_at"][0].code == "show.starts_in_past"

    def test_a_copy_is_opened_for_editing(self, login, make_show, ada):
        show = make_show(creator=ada, state="ended")
        answer = login(ada).post(to("duplicate", show))
        copy = Show.objects.exclude(pk=show.pk).get()
        assert (copy.state, answer.url) == ("draft", to("edit", copy))

    def test_a_draft_is_deleted(self, login, make_show, ada):
        show = make_show(creator=ada, state="draft")
        assert login(ada).post(to("delete", show)).url == reverse("shows:mine")
        assert Show.objects.count() == 0


class TestCast:
    def test_a_member_is_asked_by_name(self, login, make_show, make_user, ada):
        show = make_show(creator=ada)
        make_user("bob")
        login(ada).post(to("invite", show), {"person": "@bob", "part": "performer"})
        assert show.cast.get(user__username="bob").answer == "invited"

    def test_an_address_is_answered_the_same_whether_a_member_has_it_or_not(
        self, login, make_show, make_user, ada
    ):
        show = make_show(creator=ada)
        make_user("bob", email="known@example.org")
        client = login(ada)
        rows = []
        for address in ("known@example.org", "other@example.org"):
            client.post(to("invite", show), {"person": address, "part": "performer"})
            page = client.get(to("cast", show)).content.decode()
            row = next(row for row in page.split("<li>") if address in row)
            pk = show.cast.get(address=address).pk
            rows.append(
                row.split("</ul>")[0].replace(address, "ADDRESS").replace(f"/{pk}/", "/PK/")
            )
        assert rows[0] == rows[1]
        assert show.cast.get(user__username="bob").is_credited is False

    def test_a_name_nobody_has_is_an_error_that_keeps_what_was_typed(self, login, make_show, ada):
        show = make_show(creator=ada)
        sent = {"person": "nobody", "part": "host", "credit": "Piano"}
        answer = login(ada).post(to("invite", show), sent)
        errors = answer.context["invite_form"].errors.as_data()
        assert (errors["person"][0].code, answer.status_code) == ("cast.no_such_person", 400)
        assert 'value="Piano"' in answer.content.decode()

    def test_a_credit_without_an_account_and_its_dismissal(self, login, make_show, ada):
        show, client = make_show(creator=ada), login(ada)
        client.post(to("credit", show), {"name": "Grace", "part": "performer"})
        member = show.cast.get(name="Grace")
        assert client.get(to("dismiss", show, member.pk)).status_code == 200
        client.post(to("dismiss", show, member.pk))
        assert show.cast.count() == 1

    def test_a_part_and_a_line_in_the_credits_are_changed(self, login, make_show, make_user, ada):
        show, client = make_show(creator=ada), login(ada)
        bob = casting.invite(show, user=make_user("bob"), part="performer", by=ada)
        page = to("change_part", show, bob.pk)
        assert 'value="performer" selected' in client.get(page).text
        assert client.post(page, {"part": "moderator", "credit": "Stage door"}).status_code == 302
        bob.refresh_from_db()
        assert (bob.part, bob.credit) == ("moderator", "Stage door")

    def test_a_name_without_an_account_cannot_keep_order(self, login, make_show, ada):
        show = make_show(creator=ada)
        grace = casting.credit(show, name="Grace", part="performer")
        sent = {"part": "moderator", "credit": "Cello"}
        answer = login(ada).post(to("change_part", show, grace.pk), sent)
        assert (answer.status_code, 'value="Cello"' in answer.text) == (400, True)

    def test_the_page_of_a_part_tells_nobody_who_has_an_address(
        self, login, make_show, make_user, ada
    ):
        show, client = make_show(creator=ada), login(ada)
        make_user("bob", email="known@example.org")
        pages = []
        for address in ("known@example.org", "other@example.org"):
            member = casting.invite_person(show, person=address, part="performer", by=ada)
            page = client.get(to("change_part", show, member.pk)).text
            pages.append(page.split("<main")[1].split("<footer")[0].replace(address, "ADDRESS"))
        tokens = [re.findall(r'csrfmiddlewaretoken" value="(\w+)', page)[0] for page in pages]
        bare = [page.replace(token, "") for page, token in zip(pages, tokens, strict=True)]
        assert bare[0] == bare[1]

    def test_the_creator_changes_their_credit_and_stays_host(self, login, make_show, ada):
        show, client = make_show(creator=ada), login(ada)
        me = show.cast.get()
        client.post(to("change_part", show, me.pk), {"part": "moderator", "credit": "Direction"})
        me.refresh_from_db()
        assert (me.part, me.credit) == ("host", "Direction")

    def test_the_creator_stays(self, login, make_show, ada):
        show = make_show(creator=ada)
        answer = login(ada).post(to("dismiss", show, show.cast.get().pk))
        assert (answer.status_code, show.cast.count()) == (409, 1)


class TestSeats:
    def test_there_are_never_fewer_seats_than_taken(self, login, make_show, make_user, ada):
        show = make_show(creator=ada, capacity=5)
        seats.take_seat(show, make_user("bob"))
        seats.take_seat(show, make_user("cyd"))
        answer = login(ada).post(to("capacity", show), {"capacity": "1"})
        errors = answer.context["capacity_form"].errors.as_data()
        assert errors["capacity"][0].code == "seat.below_taken"
        login(ada).post(to("capacity", show), {"capacity": "2"})
        show.refresh_from_db()
        assert show.capacity == 2

    def test_an_invitation_is_made_shown_and_revoked(self, login, make_show, ada):
        show, client = make_show(creator=ada, access="invitation"), login(ada)
        client.post(to("make_invitation", show), {"label": "Press", "places": "3"})
        link = show.invitations.get()
        assert link.get_absolute_url() in client.get(to("seats", show)).content.decode()
        client.post(to("revoke_invitation", show, link.pk))
        assert link.get_absolute_url() not in client.get(to("seats", show)).content.decode()

    @pytest.mark.parametrize("places", ["0", "-1", "99999999", "many"])
    def test_a_bad_number_of_places_is_an_error(self, login, make_show, ada, places):
        show = make_show(creator=ada)
        answer = login(ada).post(to("make_invitation", show), {"places": places})
        assert (answer.status_code, show.invitations.count()) == (400, 0)


class TestKeys:
    def test_issuing_asks_for_the_password_again(self, login, make_show, ada):
        show = make_show(creator=ada)
        answer = login(ada).get(to("issue_key", show))
        assert answer.url.split("?")[0] == "/accounts/reauthenticate/"
        assert login(ada).post(to("issue_key", show)).status_code == 302
        assert show.stream_keys.count() == 0

    def test_the_secret_stands_on_one_page_once(self, login, make_show, ada):
        show = make_show(creator=ada)
        client = fresh(login(ada))
        answer = client.post(to("issue_key", show))
        secret = answer.context["secret"]
        assert keys.show_for_key(secret).show == show
        assert (secret in answer.content.decode(), answer["Cache-Control"].split(",")[-1]) == (
            True,
            " private",
        )
        page = client.get(to("keys", show)).content.decode()
        assert (secret in page, show.stream_keys.get().masked in page) == (False, True)

    def test_a_new_key_ends_the_old_one(self, login, make_show, ada):
        show = make_show(creator=ada)
        client = fresh(login(ada))
        old = client.post(to("issue_key", show)).context["secret"]
        new = client.post(to("issue_key", show)).context["secret"]
        assert keys.show_for_key(old) is None
        assert keys.show_for_key(new).holder == ada

    def test_a_performer_sees_and_revokes_their_own_key_alone(
        self, login, make_show, make_user, ada
    ):
        show, bob = make_show(creator=ada), make_user("bob")
        casting.answer(casting.invite(show, user=bob, part="performer", by=ada), accepted=True)
        theirs, _secret = keys.issue_key(show, holder=ada, by=ada)
        client = fresh(login(bob))
        client.post(to("issue_key", show))
        page = client.get(to("keys", show)).content.decode()
        assert theirs.prefix not in page
        assert client.post(to("revoke_key", show, theirs.pk)).status_code == 404
        own = show.stream_keys.get(holder=bob)
        asked = client.get(to("revoke_key", show, own.pk)).content.decode()
        assert (own.masked in asked, own.revoked_at) == (True, None)
        assert client.post(to("revoke_key", show, own.pk)).url == to("keys", show)
        own.refresh_from_db()
        assert own.revoked_at is not None

    def test_a_show_that_is_over_needs_no_key(self, login, make_show, ada):
        show = make_show(creator=ada, state="ended")
        assert fresh(login(ada)).post(to("issue_key", show)).status_code == 409
