"""The cast: the creator asks, credits, changes and dismisses; whoever is asked answers."""

from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.api.base import ApiView, MemberRequest, done
from shows import queries
from shows.access import part_in
from shows.models import CastMember
from shows.planning import casting
from streaming.foundation.refusals import Refused

from .lookup import own, seen, told
from .people_shapes import AnswerForm, CastForm, CastMemberShape, PartForm, PartShape


class Cast(ApiView):
    scopes = {"GET": "shows:read", "POST": "shows:write"}
    page_ordering = ("position", "pk")

    @extend_schema(tags=["cast"], responses=CastMemberShape(many=True))
    def get(self, request: MemberRequest, slug: str) -> Response:
        """Everybody in the cast of a show of yours, with their answers."""
        return self.page(own(request, slug).cast.select_related("user"), CastMemberShape)

    @extend_schema(tags=["cast"], request=CastForm, responses={201: CastMemberShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Ask somebody to take a part, or name somebody in the credits."""
        show, said = own(request, slug), self.read(CastForm)
        person, name = said.pop("person"), said.pop("name")
        if bool(person) == bool(name):
            sentence = _("Give either a person to ask or a name for the credits.")
            raise Refused("cast.person_or_name", sentence, status=400, field="person")
        if person:
            member = casting.invite_person(show, person=person, by=request.user, **said)
        else:
            member = casting.credit(show, name=name, **said)
        return self.tell(member, CastMemberShape, 201)


class Member(ApiView):
    scopes = {"PATCH": "shows:write", "DELETE": "shows:write"}

    @extend_schema(tags=["cast"], request=PartForm, responses=CastMemberShape)
    def patch(self, request: MemberRequest, slug: str, member_id: int) -> Response:
        """Give somebody another part or another line in the credits."""
        member = _member(request, slug, member_id)
        casting.change_part(member, by=request.user, **self.read(PartForm, partial=True))
        return self.tell(member, CastMemberShape)

    @extend_schema(tags=["cast"], responses={204: None})
    def delete(self, request: MemberRequest, slug: str, member_id: int) -> Response:
        """Dismiss somebody; their stream key ends with it."""
        casting.dismiss(_member(request, slug, member_id), by=request.user)
        return done()


class Answer(ApiView):
    scopes = {"PUT": "profile:write"}

    @extend_schema(tags=["cast"], request=AnswerForm, responses=PartShape)
    def put(self, request: MemberRequest, slug: str) -> Response:
        """Accept or decline the part you were asked to take."""
        show = seen(request, slug)
        member = part_in(request.user, show)
        if member is None:
            raise Http404
        casting.answer(member, accepted=self.read(AnswerForm)["accepted"])
        member.show = show
        return self.tell(member, PartShape)


class MyParts(ApiView):
    scopes = {"GET": "profile:read"}
    page_ordering = "-pk"

    @extend_schema(tags=["cast"], responses=PartShape(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Parts that you were asked to take and have not answered."""
        asked = queries.asked_to_join(request.user).select_related(None)
        shows = Prefetch("show", told())
        return self.page(asked.select_related("invited_by").prefetch_related(shows), PartShape)


def _member(request: MemberRequest, slug: str, member_id: int) -> CastMember:
    cast = own(request, slug).cast.select_related("user", "show__creator")
    member = cast.filter(pk=member_id).first()
    if member is None:
        raise Http404
    return member
