"""Debian's simple-whip-client (GStreamer) performs; it trickles its candidates one by one.

As Debian 12 has it, it ends at once: it brings libsoup 2, and the libnice of GStreamer brings
libsoup 3, only to open ports of routers (UPnP). Here something empty stands in for that.
"""

import shutil
import subprocess

import pytest

from tests.conftest import missing

from .processes import running
from .stages import watching

CODERS = {
    "VP8": "vp8enc deadline=1 keyframe-max-dist=30 ! rtpvp8pay pt=96",
    "H264": "x264enc tune=zerolatency key-int-max=30 ! rtph264pay pt=96 config-interval=-1",
}
SOUND = "audiotestsrc is-live=true ! opusenc ! rtpopuspay pt=100"


NO_UPNP = """
void *gupnp_simple_igd_thread_new(void) { return 0; }
unsigned long gupnp_simple_igd_get_type(void) { return 0; }
void gupnp_simple_igd_add_port(void) {}
void gupnp_simple_igd_remove_port_local(void) {}
"""
UPNP = "libgupnp-igd-1.0.so.4"


@pytest.fixture
def whip_client(tmp_path) -> list[str]:
    """The command, with its environment."""
    found, compiler = shutil.which("whip-client"), shutil.which("cc")
    if not found or not compiler:
        missing("simple-whip-client (and gcc, which it needs in tests)")
    library = [compiler, "-shared", "-nostdlib", f"-Wl,-soname,{UPNP}", "-o", tmp_path / UPNP]
    subprocess.run([*library, "-x", "c", "-"], input=NO_UPNP, text=True, check=True)
    return ["env", f"LD_LIBRARY_PATH={tmp_path}", f"XDG_CACHE_HOME={tmp_path}", found]


def caps(kind: str, name: str, number: int) -> str:
    return f"application/x-rtp,media={kind},encoding-name={name},payload={number}"


@pytest.mark.parametrize(("codec", "flags"), [("VP8", ()), ("H264", ("--no-trickle",))])
async def test_it_performs(whip_client, stage, tmp_path, codec, flags):
    pictures = f"videotestsrc is-live=true ! videoconvert ! {CODERS[codec]}"
    command = [*whip_client, "-u", stage.whip_url, "-t", stage.stream_key, "-l", "6", "-o", *flags]
    command += ["-V", f"{pictures} ! {caps('video', codec, 96)}"]
    command += ["-A", f"{SOUND} ! {caps('audio', 'OPUS', 100)}"]
    async with running(tmp_path, *command) as program:
        async with watching(stage) as viewer:
            await viewer.until(frames=40, sounds=60)
            assert viewer.faults() == {}
        assert await program.stop() == 0
        assert ("Sending candidates: candidate:" in program.said) == (not flags)
        assert await stage.is_empty()
