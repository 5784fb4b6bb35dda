"""A file as OBS sends it: H.264 with few keyframes, no B-frames, and Opus. Made once by FFmpeg."""

import subprocess
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.gettempdir()) / "footlights-testcards"


def as_obs(kilobits: int, keyframe_frames: int, height: int = 720, seconds: int = 20) -> Path:
    """Constant bitrate, a keyframe each so many of 30 frames a second, and on request none."""
    path = FOLDER / f"obs-{kilobits}-{keyframe_frames}-{height}-{seconds}.nut"
    if path.exists():
        return path
    FOLDER.mkdir(parents=True, exist_ok=True)
    rate = f"{kilobits}k"
    size = f"{height * 16 // 9 // 2 * 2}x{height}"
    partial = path.with_suffix(".part.nut")
    subprocess.run(
        [
            "ffmpeg", "-v", "error", "-y", "-f", "lavfi",
            "-i", f"testsrc2=size={size}:rate=30,noise=alls=24:allf=t,format=yuv420p",
            "-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000",
            "-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-profile:v", "baseline",
            "-b:v", rate, "-minrate", rate, "-maxrate", rate, "-bufsize", rate, "-bf", "0",
            "-g", str(keyframe_frames), "-keyint_min", str(keyframe_frames), "-sc_threshold", "0",
            "-x264-params", "nal-hrd=cbr:repeat-headers=1", "-c:a", "libopus", "-b:a", "96k",
            str(partial),
        ],
        check=True,
    )  # fmt: skip
    partial.rename(path)
    return path
