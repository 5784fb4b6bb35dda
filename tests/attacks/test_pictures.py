"""Pictures that are small as files and large in memory: a member sends many at once."""

import asyncio
import io
import re
from pathlib import Path
from statistics import median
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from PIL import Image

from tests.browser.tools.people import run_inside

from .strangers import fetch

pytestmark = [pytest.mark.journey]
AT_ONCE = 6
# The site itself decodes nothing. Before, one of these pictures cost it a gigabyte.
MOST_GROWTH_MEGABYTES = 150
# Far beyond what a busy machine makes of the same page.
RATIO, GRACE_SECONDS = 8.0, 2.0
MEMBER = """
import json
from accounts.models import User
from accounts.tokens import issue_token
user = User.objects.create_user("painter", "painter@example.org", None)
print(json.dumps(issue_token(user, name="pictures", scopes=["profile:write"])[1]))
"""


def picture(format: str, size: tuple[int, int], mode: str) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size).save(out, format)
    return out.getvalue()


@pytest.fixture(scope="module")
def pictures() -> list[bytes]:
    """Two that are refused, and the costliest that is taken."""
    return [
        picture("PNG", (1, 40_000_000), "1"),
        picture("WEBP", (8_000, 5_000), "RGB"),
        picture("PNG", (5_000, 5_000), "RGBA"),
    ]


def send(url: str, token: str, content: bytes) -> int:
    edge = b"--edge\r\n"
    head = b'Content-Disposition: form-data; name="picture"; filename="a"\r\n\r\n'
    request = Request(  # noqa: S310  loopback
        f"{url}/api/v1/me/picture/",
        edge + head + content + b"\r\n--edge--\r\n",
        {"Authorization": f"Bearer {token}", "Content-Type": "multipart/form-data; boundary=edge"},
        method="PUT",
    )
    try:
        with urlopen(request, timeout=120) as answer:  # noqa: S310  loopback
            return answer.status
    except HTTPError as refused:
        return refused.code


def most_memory(pid: int) -> int:
    """The most that a process has held so far, in megabytes."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) // 1024


async def test_pages_and_memory_do_not_notice_pictures_that_explode(live_site, pictures):
    token, pid = run_inside(live_site, MEMBER), live_site.process.pid
    before = [await asyncio.to_thread(fetch, live_site.port, "/") for _ in range(10)]
    held = most_memory(pid)
    storm = asyncio.gather(
        *(
            asyncio.to_thread(send, live_site.url, token, content)
            for content in pictures
            for _ in range(AT_ONCE)
        )
    )
    during = [await asyncio.to_thread(fetch, live_site.port, "/")]
    while not storm.done():
        during.append(await asyncio.to_thread(fetch, live_site.port, "/"))
    answers = set(await storm)
    assert {200, 400} <= answers <= {200, 400, 503}
    assert {status for status, _seconds in [*before, *during]} == {200}
    usual, now = (median(seconds for _status, seconds in some) for some in (before, during))
    assert now < usual * RATIO + GRACE_SECONDS
    assert most_memory(pid) - held < MOST_GROWTH_MEGABYTES
