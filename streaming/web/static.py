"""Static files with a hash in their names, ES module imports included, compressed beforehand."""

import brotli
from servestatic.compress import Compressor
from servestatic.storage import CompressedManifestStaticFilesStorage

# Ours are small and pressed as hard as can be; the few large ones of others would cost a newcomer
# twenty seconds at the first start for a few percent.
LARGE = 100_000


class QuickCompressor(Compressor):
    @staticmethod
    def compress_brotli(data: bytes) -> bytes:
        return brotli.compress(data, quality=5 if len(data) > LARGE else 11)


class Storage(CompressedManifestStaticFilesStorage):
    """Addresses hold a hash, so that each can be cached for ever.

    Source maps are not rewritten, because they are not gathered (see gathering.NOT_SERVED).
    """

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

    def create_compressor(self, **kwargs) -> Compressor:
        return QuickCompressor(**kwargs)
