"""Cursor pagination of the API: while a list grows no row is skipped or repeated, and the
thousandth page costs as much as the first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from ..refusals import Refused

if TYPE_CHECKING:  # at run time it imports this very file
    from rest_framework.views import APIView

# A forged cursor makes the decoder, a field or the database raise one of these.
BAD_CURSOR = (
    NotFound,
    DjangoValidationError,
    DataError,
    ValueError,
    OverflowError,
    TypeError,
)


class Pages(CursorPagination):
    """`?limit=` chooses the size of a page, up to 100; a view sorts by its `page_ordering`."""

    ordering: Any = "-pk"
    page_size_query_param = "limit"
    max_page_size = 100

    def get_ordering(
        self, request: Request, queryset: QuerySet, view: "APIView"
    ) -> tuple[str, ...]:
        chosen = getattr(view, "page_ordering", self.ordering)
        return (chosen,) if isinstance(chosen, str) else tuple(chosen)

    def paginate_queryset(
        self,
        queryset: QuerySet | Sequence[Any],
        request: Request,
        view: "APIView | None" = None,
    ) -> list[Any] | None:
        try:
            return super().paginate_queryset(queryset, request, view)
        except BAD_CURSOR:
            if self.cursor_query_param not in request.query_params:
                raise  # not the cursor's fault
            raise Refused(
                "page.unknown_cursor",
                _("This cursor is none of ours. Start again without it."),
                status=400,
                field="cursor",
            ) from None

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        link = {"type": "string", "format": "uri", "nullable": True}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {
                "next": link | {"description": "Address of the next page."},
                "previous": link | {"description": "Address of the page before."},
                "results": schema,
            },
        }
