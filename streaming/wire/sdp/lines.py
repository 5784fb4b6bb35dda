"""SDP lines (`x=value`): split and bounded before anything else reads them."""

import re
from collections.abc import Iterator

from ..errors import Malformed

LARGEST = 64 * 1024
LONGEST_LINE = 4096
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_MEDIA = re.compile(
    r"(\w{1,16}) ([0-9]{1,5})(?:/[0-9]{1,5})? ([\w/]{1,32})((?: [!-~]{1,32})+)", re.ASCII
)
_NUMBER = re.compile(r"[0-9]{1,10}", re.ASCII)


def lines_of(text: str) -> Iterator[tuple[str, str]]:
    """Letter and value of each line. No value holds a line break or another control character."""
    if len(text) > LARGEST:
        raise Malformed(f"The SDP is longer than {LARGEST // 1024} KiB.")
    if _CONTROL.search(text):
        raise Malformed("The SDP has control characters in it.")
    for line in text.split("\n"):
        line = line.removesuffix("\r").strip(" \t")
        if not line:
            continue
        if len(line) > LONGEST_LINE or "\r" in line:
            raise Malformed(f"The SDP has a line of more than {LONGEST_LINE} characters.")
        if line[1:2] != "=" or not "a" <= line[0] <= "z":
            raise Malformed("The SDP has a line that is not of the form x=value.")
        yield line[0], line[2:]


def number_of(value: str, most: int, what: str) -> int:
    if not _NUMBER.fullmatch(value) or (number := int(value)) > most:
        raise Malformed(f"The SDP has a {what} that is not a number of 0 to {most}.")
    return number


def match_of(pattern: re.Pattern[str], value: str, what: str) -> re.Match[str]:
    found = pattern.fullmatch(value)
    if found is None:
        raise Malformed(f"The SDP has a broken {what} line.")
    return found


def media_of(value: str) -> tuple[str, int, str, list[str]]:
    """Kind, port, protocol and formats of an m-line."""
    found = match_of(_MEDIA, value.rstrip(), "media")
    return found[1], number_of(found[2], 65535, "port"), found[3], found[4].split()
