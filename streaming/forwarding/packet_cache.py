"""PacketCache: the last packets of a line by their number, for those who ask again.

A ring: a new packet overwrites the one that is `size` older, nothing is ever searched.
"""

from typing import Generic, TypeVar

Item = TypeVar("Item")


class PacketCache(Generic[Item]):
    __slots__ = ("_mask", "_numbers", "_items")

    def __init__(self, size: int = 1024) -> None:
        if not 0 < size <= 1 << 15 or size & (size - 1):
            raise ValueError("The size of a cache is a power of two up to 32,768.")
        self._mask = size - 1
        self._numbers = [-1] * size
        self._items: list[Item | None] = [None] * size

    def put(self, sequence: int, item: Item) -> None:
        place = sequence & self._mask
        self._numbers[place] = sequence
        self._items[place] = item

    def get(self, sequence: int) -> Item | None:
        place = sequence & self._mask
        return self._items[place] if self._numbers[place] == sequence else None
