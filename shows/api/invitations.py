"""Invitations: links with which people take seats."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.base import ApiView, MemberRequest, done
from shows.models import Invitation
from shows.planning.seats import (
    accept_invitation,
    find_invitation,
    make_invitation,
    revoke_invitation,
)

from .lookup import own
from .people_shapes import InvitationForm, InvitationShape, InvitedShape, SeatShape


class Invitations(ApiView):
    scopes = {"GET": "shows:read", "POST": "shows:write"}
    page_ordering = "-pk"

    @extend_schema(tags=["invitations"], responses=InvitationShape(many=True))
    def get(self, request: MemberRequest, slug: str) -> Response:
        """Invitations to a show of yours that still hold."""
        return self.page(own(request, slug).invitations.filter(revoked_at=None), InvitationShape)

    @extend_schema(tags=["invitations"], request=InvitationForm, responses={201: InvitationShape})
    def post(self, request: MemberRequest, slug: str) -> Response:
        """A link for one person or for many."""
        show = own(request, slug)
        invitation = make_invitation(show, by=request.user, **self.read(InvitationForm))
        return self.tell(invitation, InvitationShape, 201)


class OneInvitation(ApiView):
    scopes = {"DELETE": "shows:write"}

    @extend_schema(tags=["invitations"], responses={204: None})
    def delete(self, request: MemberRequest, slug: str, invitation_id: int) -> Response:
        """Revoke the link; whoever has a seat by it keeps the seat."""
        rows: list[Invitation] = list(own(request, slug).invitations.filter(pk=invitation_id))
        if not rows:
            raise Http404
        revoke_invitation(rows[0], by=request.user)
        return done()


class Invited(ApiView):
    public = ("GET",)
    scopes = {"GET": "profile:read", "POST": "profile:write"}

    @extend_schema(tags=["invitations"], responses=InvitedShape)
    def get(self, request: Request, code: str) -> Response:
        """What the invitation is to."""
        return self.tell(find_invitation(code), InvitedShape)

    @extend_schema(tags=["invitations"], request=None, responses={200: SeatShape})
    def post(self, request: MemberRequest, code: str) -> Response:
        """Accept it: take a seat."""
        return self.tell(accept_invitation(find_invitation(code), request.user), SeatShape)
