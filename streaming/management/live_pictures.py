"""Pictures of the live studio in each state, and of what the audience sees meanwhile: a drawn scene
stands before the camera.
"""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

WIDTH, HEIGHT = 1280, 720
FILM_FRAMES = 2
# A browser calls a film by its path, which is nobody's camera.
NAME_CAMERA = """() => {
  for (const option of document.querySelectorAll("#studio-camera option")) {
    if (option.textContent.startsWith("/")) option.textContent = "Camera";
  }
}"""
# These look alike in every light; a wide one and a small one will do.
ALIKE = ("counting", "dark", "muted", "asking", "over")
# What the audience sees then: the auditorium is dark in every light.
AUDIENCE = {
    "studio-live-before": ("stage-waiting", "live-player[data-state=doors]"),
    "studio-live-on-air": ("stage-live", "live-player[data-scene=picture] [data-at=late]"),
    "studio-live-dark": ("stage-interrupted", "live-player[data-scene=dark]"),
    "studio-live-paused": ("stage-intermission", "live-player[data-scene=dark]"),
    "studio-live-over": ("stage-ended", ".badge-ended"),
}
Take = Callable[[Any, str], None]


def flags(film: Path) -> list[str]:
    """How a Chromium is started that has this film for a camera and asks nobody."""
    return [
        "--no-sandbox",
        "--autoplay-policy=no-user-gesture-required",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]


def make_film(screenshot: bytes, film: Path) -> None:
    """A picture as the shortest film that a browser takes for a camera (Y4M)."""
    from PIL import Image

    picture = Image.open(BytesIO(screenshot)).convert("RGB").resize((WIDTH, HEIGHT))
    luma, blue, red = picture.convert("YCbCr").split()
    half = (WIDTH // 2, HEIGHT // 2)
    planes = luma.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes()
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F20:1 Ip A1:1 C420jpeg\n".encode()
    film.write_bytes(head + (b"FRAME\n" + planes) * FILM_FRAMES)


def evening(page: Any, address: str, take: Take) -> None:
    """A whole show of one performer, from the first look to the last."""
    page.goto(address)
    page.locator("video").first.wait_for()
    page.wait_for_timeout(1500)
    for name in _acts(page):
        page.evaluate(NAME_CAMERA)
        take(page, f"studio-live-{name}")


def arrive(page: Any) -> None:
    """Somebody has taken a seat, and says so."""
    _say(page, "Good evening from the third row!")
    _say(page, "Is there an interval?")


def from_the_audience(page: Any, name: str) -> str:
    """The name of the picture that can be taken of the audience's page now; or none."""
    picture, seen = AUDIENCE.get(name, ("", ""))
    if picture:
        page.locator(seen).first.wait_for()
        page.mouse.move(200, 300)  # the controls of the player go when nobody moves
        page.wait_for_timeout(1000)
    return picture


def _acts(page: Any) -> Iterator[str]:
    """Each state once it is reached."""
    yield "before"
    _press(page, "Go live")
    page.wait_for_timeout(700)
    yield "counting"
    _reached(page, "live")
    _say(page, "Welcome! We play for an hour, with one interval.")
    page.wait_for_timeout(8000)
    yield "on-air"
    page.evaluate("dispatchEvent(new Event('pagehide'))")  # as whoever closes the page by mistake
    _reached(page, "dark")
    page.wait_for_timeout(2500)
    yield "dark"
    _press(page, "Go live")
    _reached(page, "live")
    page.wait_for_timeout(3000)
    _press(page, "Mute microphone")
    _press(page, "Turn camera off")
    page.wait_for_timeout(800)
    yield "muted"
    _press(page, "Pause show")
    _reached(page, "paused")
    yield "paused"
    page.get_by_role("tab", name="OBS").click()
    page.wait_for_timeout(2500)
    yield "encoder"
    page.get_by_role("tab", name="This device").click()
    _press(page, "End show")
    yield "asking"
    _press(page, "End the show")
    _reached(page, "over")
    yield "over"


def _press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _say(page: Any, words: str) -> None:
    field = page.get_by_label("Your message")
    field.fill(words)
    field.press("Enter")
    field.blur()  # on a telephone the page is small while somebody writes
    page.locator(".chat-list").get_by_text(words).wait_for()


def _reached(page: Any, air: str) -> None:
    page.locator(f"[data-at=studio][data-air={air}]").wait_for()
    page.wait_for_timeout(500)
