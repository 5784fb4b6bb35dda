"""Static files with a hash in their names, ES module imports included, compressed beforehand."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import brotli
from servestatic.compress import Compressor
from servestatic.storage import CompressedManifestStaticFilesStorage

from . import sheets

# Ours are small and pressed as hard as can be; the few large ones of others would cost a newcomer
# twenty seconds at the first start for a few percent.
LARGE = 100_000


class QuickCompressor(Compressor):
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=5 if len(data) > LARGE else 11)


class Storage(CompressedManifestStaticFilesStorage):
    """Addresses hold a hash, so that each can be cached for ever. The sheets of every page become
    one file before that; see sheets.py.

    Source maps are not rewritten, because they are not gathered (see gathering.NOT_SERVED).
    """

    joins_sheets = True
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

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[tuple[str, str, bool | Exception]]:
        if not dry_run and all(name in paths for name in sheets.names()):
            where = Path(self.path(sheets.JOINED))
            where.write_text(sheets.joined(lambda name: Path(self.path(name)).read_text()))
            paths |= {sheets.JOINED: (self, sheets.JOINED)}
        yield from super().post_process(paths, dry_run, **options)

    def create_compressor(self, **kwargs) -> Compressor:
        return QuickCompressor(**kwargs)
