"""The commands as somebody types them, at a door of aiortc."""

import asyncio
import io
import json

import pytest
from aiortc.mediastreams import AudioStreamTrack
from django.core.management import CommandError, call_command

from shows.models import StreamKey
from shows.planning.keys import show_for_key
from streaming.management.commands.perform import issue_for

from .doors import house
from .test_calls import CardTrack
from .test_clip import write_mp4

PATIENT = "--patience=300"  # two viewers of aiortc and all their coding, in one process


async def test_audience_prints_one_line(capsys):
    async with house([CardTrack(), AudioStreamTrack()]) as far:
        words = ["audience", "evening", "-n2", "--check=1", "--seconds=1", f"--url={far.url}"]
        await asyncio.to_thread(call_command, *words, "--codecs=VP8", "--key=open", PATIENT)
    (line,) = capsys.readouterr().out.splitlines()
    report = json.loads(line)
    assert (report["viewers"], report["connected"], report["checking"]) == (2, 2, 1)
    assert far.keys == ["Bearer open"] * 4


async def test_audience_fails_when_somebody_stays_outside():
    async with house() as far:
        far.status = "409 Conflict"
        with pytest.raises(CommandError, match="0 of 2 connected"):
            await asyncio.to_thread(
                call_command, "audience", "evening", "-n2", "--seconds=0", f"--url={far.url}"
            )


async def test_perform_sends_a_file(tmp_path, capsys):
    path = tmp_path / "film.mp4"
    write_mp4(path, bframes=0)
    async with house() as far:
        words = ["perform", "evening", str(path), "--seconds=2", f"--url={far.url}", "--key=open"]
        await asyncio.to_thread(call_command, *words)
        assert far.received["video"][0] > 10
    summary = json.loads(capsys.readouterr().out)
    assert summary["frames"] > 10
    assert summary["failure"] == ""


@pytest.mark.parametrize("way", ["piped", "setting"])
async def test_a_key_need_not_stand_on_the_command_line(tmp_path, monkeypatch, settings, way):
    path = tmp_path / "film.mp4"
    write_mp4(path, bframes=0)
    words = ["perform", "evening", str(path)]
    if way == "piped":
        monkeypatch.setattr("sys.stdin", io.StringIO("open sesame\n"))
        words.append("--key=-")
    else:
        settings.STREAM_KEY = "open sesame"
    async with house() as far:
        far.status = "401 Unauthorized"
        with pytest.raises(CommandError, match="answered 401"):
            await asyncio.to_thread(call_command, *words, f"--url={far.url}")
    assert far.keys == ["Bearer open sesame"]


async def test_perform_says_why_it_may_not(tmp_path):
    path = tmp_path / "film.mp4"
    write_mp4(path, bframes=0)
    async with house() as far:
        far.status = "401 Unauthorized"
        with pytest.raises(CommandError, match="answered 401: Nobody performs"):
            await asyncio.to_thread(
                call_command, "perform", "evening", str(path), f"--url={far.url}"
            )


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(CommandError, match=r"no file .*nowhere\.mp4"):
        call_command("perform", "evening", "nowhere.mp4", "--url=http://localhost/")


def test_a_key_is_issued_for_the_creator(make_show):
    show = make_show(state="doors")
    key = show_for_key(issue_for(show.slug))
    assert (key.show, key.holder) == (show, show.creator)


def test_no_key_for_a_show_that_is_not_here(db):
    with pytest.raises(CommandError, match="no show elsewhere here"):
        issue_for("elsewhere")


def test_no_key_for_a_show_that_is_over(make_show):
    with pytest.raises(CommandError, match="over"):
        issue_for(make_show(state="ended").slug)
    assert not StreamKey.objects.exists()
