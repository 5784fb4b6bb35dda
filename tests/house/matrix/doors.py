"""Every address of the site and every operation of the API, read from where they are declared."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver
from drf_spectacular.generators import SchemaGenerator


@dataclass(frozen=True)
class Door:
    name: str
    arguments: tuple[str, ...]
    slugs: bool = False


def pages() -> Iterator[Door]:
    """Named pages of the URLconf, the admin and the API aside: these have rows of their own."""
    yield from _walk(get_resolver().url_patterns, "", ())


def _walk(patterns, space: str, arguments: tuple[str, ...]) -> Iterator[Door]:
    for pattern in patterns:
        here = arguments + tuple(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            if (pattern.namespace, inner) not in (("admin", "admin:"), ("v1", "api:v1:")):
                yield from _walk(pattern.url_patterns, inner, here)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield Door(f"{space}{pattern.name}", here)


def operations() -> Iterator[str]:
    """`GET /api/v1/shows/{slug}/` and its like."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    for path, methods in schema["paths"].items():
        for method in methods:
            if method in ("get", "post", "put", "patch", "delete"):
                yield f"{method.upper()} {path}"


def admin_pages() -> Iterator[Door]:
    for pattern in get_resolver().url_patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace == "admin":
            yield from _walk(pattern.url_patterns, "admin:", ())
