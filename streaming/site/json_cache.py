"""JsonSerializer: writes the values of the cache to Redis as JSON.

Django uses pickle, which runs code when it is read: whoever can write to Redis could run any
program as the site.
"""

import json
from typing import Any


class JsonSerializer:
    """Numbers stay plain digits, so that Redis can count with them. Tuples come back as lists."""

    def dumps(self, value: Any) -> bytes | int:
        return value if type(value) is int else json.dumps(value).encode()

    def loads(self, written: bytes) -> Any:
        return json.loads(written)
