import io
import json
import subprocess
import sys
import threading
import zlib

import pytest
from PIL import Image

from streaming.foundation import pictures
from streaming.foundation.pictures import (
    MOST_BYTES,
    clean_picture,
    drop_picture,
    path_of,
    read_picture,
    store_picture,
)
from streaming.foundation.refusals import Refused
from tests.house.sources import ROOT

# What a costly picture may take: two times what was measured for the costliest of them.
MOST_MEGABYTES = 600
POSTER = {"sizes": {"full": (1600, 1600)}, "framings": {"full": "whole"}}
SIZES = {"card": (64, 64), "full": (256, 256)}


def file_of(format: str = "JPEG", size=(400, 300), mode="RGB", **how) -> io.BytesIO:
    out = io.BytesIO()
    Image.new(mode, size, 120).save(out, format, **how)
    out.seek(0)
    return out


def bomb() -> io.BytesIO:
    """A PNG of 1,000 bytes that says it has 400 million pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)

    head = (20_000).to_bytes(4) + (20_000).to_bytes(4) + bytes([8, 2, 0, 0, 0])
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + body)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF"])
def test_each_size_comes_out_as_webp(format):
    drawn = clean_picture(file_of(format), SIZES)
    pictures = {name: Image.open(io.BytesIO(content)) for name, content in drawn.items()}
    assert {name: (one.format, one.size) for name, one in pictures.items()} == {
        "card": ("WEBP", (64, 64)),
        "full": ("WEBP", (256, 256)),
    }


def test_metadata_is_gone_and_orientation_is_kept():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90°
    exif[0x010F] = "Secret Camera"
    source = Image.new("RGB", (300, 100), "red")
    source.paste("blue", (0, 0, 150, 100))
    out = io.BytesIO()
    source.save(out, "JPEG", exif=exif)
    out.seek(0)
    content = clean_picture(out, {"full": (100, 300)})["full"]
    drawn = Image.open(io.BytesIO(content))
    red, _, blue = drawn.convert("RGB").getpixel((50, 20))
    assert dict(drawn.getexif()) == {}
    assert b"Secret Camera" not in content
    assert blue > red


def test_a_transparent_picture_stays_transparent():
    drawn = clean_picture(file_of("PNG", mode="LA"), SIZES)
    assert Image.open(io.BytesIO(drawn["full"])).mode == "RGBA"


def test_a_small_picture_is_not_blown_up():
    drawn = clean_picture(file_of(size=(128, 128)), SIZES)
    assert Image.open(io.BytesIO(drawn["full"])).size == (128, 128)


@pytest.mark.parametrize(
    ("upload", "code"),
    [
        (lambda: io.BytesIO(b"<svg onload=alert(1)>"), "picture.not_an_image"),
        (lambda: io.BytesIO(b""), "picture.not_an_image"),
        (lambda: io.BytesIO(file_of().read()[:300]), "picture.not_an_image"),
        (lambda: file_of("BMP"), "picture.not_an_image"),
        (lambda: io.BytesIO(b"\0" * (MOST_BYTES * 4)), "picture.too_large"),
        (bomb, "picture.too_many_pixels"),
        (lambda: file_of("PNG", (1, 20_000), "1"), "picture.too_long"),
        (lambda: file_of("PNG", (5_200, 5_200), "1"), "picture.too_many_pixels"),
        (lambda: file_of("WEBP", (8_000, 2_100)), "picture.too_many_pixels"),
    ],
)
def test_what_is_no_picture_is_refused_with_a_code(upload, code):
    with pytest.raises(Refused) as refusal:
        clean_picture(upload(), SIZES)
    assert (refusal.value.code, refusal.value.status) == (code, 400)


def test_of_a_picture_that_is_something_else_as_well_only_the_picture_is_kept():
    """A page, a script or an archive behind the last pixel ends here."""
    for rider in (b"<html><script>alert(1)</script>", b"PK\x03\x04 payload", b"<?php payload ?>"):
        kept = clean_picture(io.BytesIO(file_of("GIF").read() + rider), SIZES)
        for content in kept.values():
            assert content[8:12] == b"WEBP"
            assert rider not in content


def test_a_picture_of_a_thousand_frames_is_its_first():
    frames = [Image.new("P", (60, 60), number % 250) for number in range(1000)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    out.seek(0)
    for content in clean_picture(out, SIZES).values():
        assert getattr(Image.open(io.BytesIO(content)), "n_frames", 1) == 1


def test_a_stored_picture_can_be_read_and_dropped():
    name = store_picture(clean_picture(file_of(), SIZES))
    assert read_picture(name, "card")[:4] == b"RIFF"
    drop_picture(name, SIZES)
    assert [read_picture(name, size) for size in SIZES] == [None, None]
    assert path_of(name, "card") == f"pictures/{name}-card.webp"


@pytest.mark.parametrize(
    ("format", "size", "mode", "how"),
    [
        ("PNG", (5_000, 5_000), "RGBA", {}),
        ("WEBP", (4_000, 4_000), "RGBA", {}),
        ("JPEG", (12_000, 3_199), "RGB", {"progressive": True, "subsampling": 0}),
    ],
)
def test_the_costliest_pictures_stay_within_their_memory(format, size, mode, how):
    """The child says at its end what it held at most. (The kernel's account of a child begins with
    what its parent held.)"""
    job = json.dumps(POSTER).encode() + b"\n" + file_of(format, size, mode, **how).getvalue()
    program = (
        "import re, sys; from streaming.foundation import picture_process; picture_process.main();"
        "status = open('/proc/self/status').read();"
        "print(re.search(r'VmHWM:\\s+(\\d+)', status)[1], file=sys.stderr)"
    )
    ended = subprocess.run(  # noqa: S603  our own program
        [sys.executable, "-c", program],
        input=job,
        capture_output=True,
        cwd=ROOT,
        env={},
        check=True,
    )
    assert b"drawn" in ended.stdout
    assert int(ended.stderr) // 1024 < MOST_MEGABYTES


@pytest.mark.parametrize(
    "greedy",
    [
        "from streaming.foundation import picture_process as it; it._limit_this_process(); "
        "bytearray(1 << 30)",
        "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)",
    ],
)
def test_a_picture_that_takes_too_much_is_refused(greedy, monkeypatch):
    monkeypatch.setattr(pictures, "_COMMAND", [sys.executable, "-c", greedy])
    with pytest.raises(Refused) as refusal:
        clean_picture(file_of(), SIZES)
    assert refusal.value.code == "picture.too_costly"


def test_a_decoder_is_given_no_secret(monkeypatch):
    """What it could read is written into the picture that it "draws"."""
    monkeypatch.setenv("SECRET_KEY", "not for a decoder")
    tells = (
        "import os, json; e = str(dict(os.environ)); print(json.dumps({'drawn': {'full': len(e)}}))"
    )
    monkeypatch.setattr(pictures, "_COMMAND", [sys.executable, "-c", tells + "; print(e, end='')"])
    assert b"not for a decoder" not in clean_picture(file_of(), SIZES)["full"]


def test_one_picture_is_drawn_at_a_time_and_few_wait():
    results: list[str] = []

    def send() -> None:
        try:
            results.append(",".join(clean_picture(file_of(), SIZES)))
        except Refused as refusal:
            results.append(f"{refusal.code} {refusal.status} {refusal.retry_after}")

    senders = [threading.Thread(target=send) for _ in range(pictures.MOST_WAITING + 4)]
    turned_away = pictures.turned_away.collect()[0].samples[0].value
    with pictures._turn:
        for sender in senders:
            sender.start()
        while len(results) < 3:
            senders[0].join(0.01)
        assert results == ["picture.busy 503 10"] * 3
    for sender in senders:
        sender.join()
    assert results[3:] == ["card,full"] * (pictures.MOST_WAITING + 1)
    assert pictures.turned_away.collect()[0].samples[0].value == turned_away + 3
