from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    ordering = "-pk"
