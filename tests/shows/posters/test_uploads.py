import io
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import Image

from shows.posters.uploads import SIZES, copy_poster, remove_poster, set_poster
from streaming.foundation.refusals import Refused

pytestmark = pytest.mark.django_db


def picture(width=900, height=1200, kind="JPEG", **options):
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#7a1024").save(out, kind, **options)
    out.seek(0)
    return out


def bomb() -> io.BytesIO:
    """A PNG of a few bytes that says it is 60,000 × 60,000 pixels."""

    def chunk(kind, content):
        check = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + check

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


def stored() -> list[str]:
    return (
        sorted(default_storage.listdir("pictures")[1]) if default_storage.exists("pictures") else []
    )


def names(show) -> list[str]:
    return sorted(f"{show.poster}-{size}.webp" for size in SIZES)


def test_a_poster_is_kept_in_every_size(make_show):
    show = make_show()
    set_poster(show, picture())
    show.refresh_from_db()
    assert stored() == names(show)


def test_a_wide_poster_is_kept_whole_and_its_card_has_the_shape_of_a_card(make_show):
    show = make_show()
    set_poster(show, picture(1600, 900))
    shapes = {}
    for size in SIZES:
        with default_storage.open(f"pictures/{show.poster}-{size}.webp") as file:
            width, height = Image.open(file).size
            shapes[size] = round(width / height, 2)
    assert shapes == {"card": 0.75, "full": 1.78, "stage": 1.78}


def test_what_a_camera_wrote_about_place_and_time_is_gone(make_show):
    exif = Image.Exif()
    exif[0x010F] = "A camera with a name"
    show = make_show()
    set_poster(show, picture(exif=exif))
    with default_storage.open(f"pictures/{show.poster}-full.webp") as file:
        kept = Image.open(file)
        assert (kept.format, dict(kept.getexif())) == ("WEBP", {})


@pytest.mark.django_db(transaction=True)
def test_a_new_poster_takes_the_old_ones_place(make_show):
    show = make_show()
    set_poster(show, picture())
    set_poster(show, picture(600, 800))
    assert stored() == names(show)


@pytest.mark.django_db(transaction=True)
def test_the_old_poster_stays_when_the_change_is_taken_back(make_show):
    show = make_show()
    set_poster(show, picture())
    with transaction.atomic():
        remove_poster(show)
        transaction.set_rollback(True)
    show.refresh_from_db()
    assert stored() == names(show)


@pytest.mark.django_db(transaction=True)
def test_a_poster_taken_down_leaves_nothing_behind(make_show):
    show = make_show()
    set_poster(show, picture())
    remove_poster(show)
    show.refresh_from_db()
    assert (show.poster, stored()) == (None, [])


def test_a_copy_has_files_of_its_own(make_show):
    show, copy = make_show(), make_show()
    set_poster(show, picture())
    copy_poster(show, copy)
    assert stored() == sorted(names(show) + names(copy))


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (lambda: io.BytesIO(b"<svg onload=alert(1)>"), "picture.not_an_image"),
        (lambda: io.BytesIO(b""), "picture.not_an_image"),
        (lambda: io.BytesIO(picture().read()[:400]), "picture.not_an_image"),
        (lambda: picture(kind="TIFF"), "picture.not_an_image"),
        (lambda: io.BytesIO(b"\0" * 40_000_000), "picture.too_large"),
        (bomb, "picture.too_many_pixels"),
    ],
    ids=["markup", "nothing", "cut off", "another kind", "40 MB", "bomb"],
)
def test_a_bad_picture_is_refused_and_the_poster_stays(make_show, upload, code):
    show = make_show()
    set_poster(show, picture())
    before = show.poster
    with pytest.raises(Refused) as refused:
        set_poster(show, upload())
    show.refresh_from_db()
    assert (refused.value.code, show.poster, stored()) == (code, before, names(show))
