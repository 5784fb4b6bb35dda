"""Static files with a hash in their names, ES module imports included, compressed beforehand."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import brotli
from servestatic.compress import Compressor
from servestatic.storage import CompressedManifestStaticFilesStorage

from . import js_bundle, style_sheets

# Ours are small and pressed as hard as can be; the few large ones of others would cost a newcomer
# twenty seconds at the first start for a few percent.
LARGE = 100_000


class QuickCompressor(Compressor):
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=5 if len(data) > LARGE else 11)


class Storage(CompressedManifestStaticFilesStorage):
    """Addresses hold a hash, so that each can be cached for ever. The sheets of every page become
    one file before that, and modules that are needed together; see style_sheets.py and
    js_bundle.py.

    Source maps are not rewritten, because they are not collected (see collect.NOT_SERVED).
    """

    joins_sheets = True
    # As deep as modules import each other, and one for good measure.
    max_post_process_passes = 10
    support_js_module_import_aggregation = True
    patterns = (
        (
            "*.css",
            (
                r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))""",
                (
                    r"""(?P<matched>@import\s*["']\s*(?P<url>.*?)["'])""",
                    """@import url("%(url)s")""",
                ),
            ),
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._urls: dict[tuple[str, bool], str] = {}

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool | Exception]]:
        if not dry_run and all(
            name in paths for name in [*style_sheets.names(), *js_bundle.entries()]
        ):
            texts = js_bundle.joined(self._text) | {
                style_sheets.JOINED: style_sheets.joined(self._text)
            }
            for name, text in texts.items():
                Path(self.path(name)).write_text(text)
                paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)
        self._urls.clear()

    def _text(self, name: str) -> str:
        return Path(self.path(name)).read_text()

    def url_converter(
        self, name: str, hashed_files: dict[str, str], template: str | None = None
    ) -> Callable[[re.Match[str]], str]:
        """Addresses in comments, as the types of parameters are, lead nowhere; two modules that
        know each other by type alone would never come to rest."""
        convert = super().url_converter(name, hashed_files, template)

        def outside_comments(match: re.Match[str]) -> str:
            before = match.string[: match.start()]
            is_comment = before.rfind("/*") > before.rfind("*/")
            return match[0] if is_comment else convert(match)

        return outside_comments

    def url(self, name: str, force: bool = False) -> str:
        """Kept, as a page asks for fifty of them, most of which are icons."""
        if (name, force) not in self._urls:
            self._urls[name, force] = super().url(name, force)
        return self._urls[name, force]

    def create_compressor(self, **kwargs) -> Compressor:
        return QuickCompressor(**kwargs)
