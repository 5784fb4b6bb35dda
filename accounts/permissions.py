from rest_framework.permissions import IsAuthenticatedOrReadOnly


class ScopePermission(IsAuthenticatedOrReadOnly):
    pass
