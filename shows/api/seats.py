"""Seats and reminders: your own, and who sits in a show of yours."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from accounts.api.base import ApiView, MemberRequest, done
from shows import queries
from shows.access import visitor_of
from shows.letters.reminders import forget, remind_me
from shows.planning.seats import give_back_seat, reserve

from .lookup import own, seen
from .people_shapes import SeatShape, TakenSeatShape
from .shapes import ListedShowShape
from .shows import light


class Seats(ApiView):
    scopes = {"GET": "shows:read"}
    page_ordering = "pk"

    @extend_schema(tags=["seats"], responses=TakenSeatShape(many=True))
    def get(self, request: MemberRequest, slug: str) -> Response:
        """Who has a seat in a show of yours."""
        return self.page(own(request, slug).seats.select_related("user"), TakenSeatShape)


class Seat(ApiView):
    scopes = {"GET": "profile:read", "PUT": "profile:write", "DELETE": "profile:write"}

    @extend_schema(tags=["seats"], responses=SeatShape)
    def get(self, request: MemberRequest, slug: str) -> Response:
        """Your seat, if you have one."""
        seat = seen(request, slug).seats.select_related("show").filter(user=request.user).first()
        if seat is None:
            raise Http404
        return self.tell(seat, SeatShape)

    @extend_schema(tags=["seats"], request=None, responses=SeatShape)
    def put(self, request: MemberRequest, slug: str) -> Response:
        """Take a seat; asking again gives the same one. A show behind a password opens only in
        a browser in which the password was given."""
        seat = reserve(visitor_of(request), seen(request, slug))
        return self.tell(seat, SeatShape)

    @extend_schema(tags=["seats"], responses={204: None})
    def delete(self, request: MemberRequest, slug: str) -> Response:
        """Give your seat back to the house."""
        give_back_seat(seen(request, slug), request.user)
        return done()


class Reminder(ApiView):
    scopes = {"PUT": "profile:write", "DELETE": "profile:write"}

    @extend_schema(tags=["seats"], request=None, responses={204: None})
    def put(self, request: MemberRequest, slug: str) -> Response:
        """Be reminded of a show by mail."""
        remind_me(seen(request, slug), request.user)
        return done()

    @extend_schema(tags=["seats"], responses={204: None})
    def delete(self, request: MemberRequest, slug: str) -> Response:
        """Be reminded no longer."""
        forget(seen(request, slug), request.user)
        return done()


class MySeats(ApiView):
    scopes = {"GET": "profile:read"}
    page_ordering = ("-starts_at", "-pk")

    @extend_schema(tags=["seats"], responses=ListedShowShape(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Shows in which you have a seat."""
        rows = queries.of_audience(request.user).filter(has_seat=True)
        return self.page(light(rows), ListedShowShape)


class MyReminders(ApiView):
    scopes = {"GET": "profile:read"}
    page_ordering = ("-starts_at", "-pk")

    @extend_schema(tags=["seats"], responses=ListedShowShape(many=True))
    def get(self, request: MemberRequest) -> Response:
        """Shows of which you want to be reminded."""
        rows = queries.of_audience(request.user).filter(has_reminder=True)
        return self.page(light(rows), ListedShowShape)
