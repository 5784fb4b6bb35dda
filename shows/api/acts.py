"""Acts on a show before the curtain, one address each; every rule is in
shows/planning/schedule.py."""

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.api.base import ApiView, MemberRequest
from shows.planning import schedule

from .lookup import own, seen
from .shapes import CancelForm, RescheduleForm, ShowShape
from .shows import in_utc


class Act(ApiView):
    """An act answers with the show as it is afterwards."""

    scopes = {"POST": "shows:write"}

    def after(self, request: MemberRequest, slug: str) -> Response:
        return self.tell(seen(request, slug), ShowShape)


class Announce(Act):
    @extend_schema(tags=["acts"], request=None, responses={200: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Put a draft on the bill."""
        schedule.announce(own(request, slug), by=request.user)
        return self.after(request, slug)


class Rehearse(Act):
    @extend_schema(tags=["acts"], request=None, responses={200: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Begin a rehearsal: for the cast alone."""
        schedule.rehearse(own(request, slug), by=request.user)
        return self.after(request, slug)


class EndRehearsal(Act):
    @extend_schema(tags=["acts"], request=None, responses={200: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """End the rehearsal; the show stays announced."""
        schedule.end_rehearsal(own(request, slug), by=request.user)
        return self.after(request, slug)


class Reschedule(Act):
    @extend_schema(tags=["acts"], request=RescheduleForm, responses={200: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Move the show; whoever has a seat or a reminder is told."""
        show = own(request, slug)
        said = in_utc(self.read(RescheduleForm), show.time_zone)
        schedule.reschedule(show, by=request.user, **said)
        return self.after(request, slug)


class OpenDoors(Act):
    @extend_schema(tags=["acts"], request=None, responses={200: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Let the audience in, before the clock does."""
        schedule.open_doors(own(request, slug), by=request.user)
        return self.after(request, slug)


class Cancel(Act):
    @extend_schema(tags=["acts"], request=CancelForm, responses={200: ShowShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """Cancel the show for good; whoever has a seat or a reminder is told."""
        show = own(request, slug)
        schedule.cancel(show, by=request.user, **self.read(CancelForm))
        return self.after(request, slug)
