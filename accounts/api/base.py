"""What the views of the API share: ApiView, MemberRequest, With."""

from typing import Any

from django.db.models import Model, QuerySet
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer, Serializer

from accounts.models import User
from streaming.foundation.api.parsers import forbidden_characters
from streaming.foundation.text import is_storable


class MemberRequest(Request):
    """For type checks alone: where no stranger comes, accounts/api/permissions.py has seen to
    it."""

    user: User


class With:
    """A row, and what its shape tells besides."""

    def __init__(self, row: Model, **besides: Any) -> None:
        self._row = row
        self.__dict__ |= besides

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


class ApiView(GenericAPIView):
    """A noun of the API. Its tables say, by method, who may come: see
    accounts/api/permissions.py."""

    scopes: dict[str, str] = {}
    public: tuple[str, ...] = ()
    session_only: tuple[str, ...] = ()
    asks_again: tuple[str, ...] = ()
    refusals: dict[str, tuple[int, ...]] = {}  # statuses that the schema must know besides

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        said = map(str, [*request.query_params.values(), *kwargs.values()])
        if not all(map(is_storable, said)):
            raise forbidden_characters()

    def read(self, form: type[Serializer], *, partial: bool = False) -> dict[str, Any]:
        """What was sent, if it has the shape that the form asks for."""
        serializer = form(data=self.request.data, partial=partial)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def asked(self, form: type[Serializer]) -> dict[str, Any]:
        """The filters in the address."""
        serializer = form(data=self.request.query_params.dict())
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def page(self, rows: QuerySet, shape: type[BaseSerializer]) -> Response:
        """One page of the rows."""
        found = self.paginate_queryset(rows)
        return self.get_paginated_response(
            shape(found, many=True, context=self.get_serializer_context()).data
        )

    def tell(self, row: Model | Any, shape: type[BaseSerializer], status: int = 200) -> Response:
        """One row, or anything with the attributes that the shape names."""
        body = shape(row, context=self.get_serializer_context()).data
        return Response(body, status=status)


def done() -> Response:
    """Done, and there is nothing to say about it."""
    return Response(status=204)
