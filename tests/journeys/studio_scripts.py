"""What the journeys of the live studio run inside a page, and inside the site."""

import re
from pathlib import Path

CALLS = (Path(__file__).parents[1] / "interop" / "calls.js").read_text()
# A small picture keeps the machine free for whoever else is tested.
SMALL = 'localStorage.setItem("footlights:studio", JSON.stringify({size: "360"}))'
LOOK = """() => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 16, height: 9});
  const paint = canvas.getContext("2d");
  paint.drawImage(calls.video, 0, 0, 16, 9);
  const {data} = paint.getImageData(0, 0, 16, 9);
  let green = 0;
  for (let at = 0; at < data.length; at += 4) green += data[at + 1] > data[at] + 60;
  return {green: green / 144, width: calls.video.videoWidth};
}"""
# What each browser calls itself, and what is to be pressed there.
BROWSERS = {
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "crossed-out camera",
    "Mozilla/5.0 (Macintosh) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.5 Safari/605.1": (
        "Choose Safari, Settings for this website"
    ),
    "Mozilla/5.0 (iPhone) AppleWebKit/605.1 (KHTML, like Gecko) Version/18.5 Mobile Safari/604.1": (
        "Press “aA” in the address bar"
    ),
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36": (
        "then Permissions, allow both"
    ),
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML) Chrome/140.0 Safari/537.36": (
        "at the left of the address, allow both"
    ),
    "Mozilla/5.0 (X11; Linux x86_64) Servo/0.1": "in its settings for this site",
}
IN_WORDS = """async browsers => {
  const {src} = document.querySelector("script[src*='/pages/live_desk']");
  const {$studio_trouble: {inWords}} = await import(src);
  return browsers.map(userAgent => {
    Object.defineProperty(navigator, "userAgent", {value: userAgent, configurable: true});
    return inWords(new DOMException("", "NotAllowedError"));
  });
}"""
# The loudest that is heard while the fake microphone beeps at least once.
LOUDEST = """async () => {
  if (!globalThis.ear) {
    const context = new AudioContext();
    await context.resume();
    globalThis.ear = new AnalyserNode(context, {fftSize: 4096});
    const tracks = calls.peer.getReceivers().map(one => one.track);
    const sounds = new MediaStream(tracks.filter(one => one.kind === "audio"));
    context.createMediaStreamSource(sounds).connect(globalThis.ear);
  }
  const samples = new Float32Array(4096);
  let loudest = 0;
  for (const end = performance.now() + 1300; performance.now() < end;) {
    await new Promise(go => setTimeout(go, 40));
    globalThis.ear.getFloatTimeDomainData(samples);
    loudest = samples.reduce((most, one) => Math.max(most, Math.abs(one)), loudest);
  }
  return loudest;
}"""
# Warnings come after some bad seconds in a row and go after as many good ones: health.js as it is.
JUDGE = """async () => {
  const {src} = document.querySelector("script[src*='/pages/live_desk']");
  const {$studio_health: {Judge}} = await import(src);
  const judge = new Judge(), good = {limited: "none", loss: 0, rtt: 0.02};
  const after = (seconds, sample) => {
    let standing = [];
    for (let second = 0; second < seconds; second += 1) standing = judge.judge(sample);
    return standing;
  };
  const bad = {...good, limited: "bandwidth"}, few = {...good, isMoving: true, fps: 4};
  const card = {...few, isMoving: false};
  const upload = [after(10, good), after(4, bad), after(3, good), after(1, good)];
  return [...upload, after(4, few), after(4, card)];
}"""
ICON_PLAY = re.compile("#play$")
OTHER = """() => document.querySelector(".live-other video")
  ?.getVideoPlaybackQuality().totalVideoFrames ?? 0"""
KNOCK = """async ({url}) => {
  const peer = new RTCPeerConnection();
  peer.addTransceiver("video", {direction: "recvonly"});
  await peer.setLocalDescription();
  const headers = {"Content-Type": "application/sdp"};
  return (await fetch(url, {method: "POST", headers, body: peer.localDescription.sdp})).status;
}"""
MAKE_EVENINGS = """
import json
from datetime import timedelta
from allauth.account.models import EmailAddress
from accounts.models import User
from shows.planning.casting import answer, invite
from shows.models import Show
from streaming.management.commands.demo_show import make_demo_show

def make(early):
    made = make_demo_show()
    show = Show.objects.get(slug=made["whip_url"].rpartition("/")[2])
    if early:
        tomorrow = show.starts_at + timedelta(days=1)
        Show.objects.filter(pk=show.pk).update(state="announced", starts_at=tomorrow)
    name = "guest-" + made["username"]
    guest = User.objects.create_user(name, name + "@example.org", {password!r}, display_name="Bo")
    EmailAddress.objects.create(user=guest, email=guest.email, verified=True, primary=True)
    answer(invite(show, user=guest, part="performer", by=show.creator), accepted=True)
    return made | {{"slug": show.slug, "guest": guest.username}}

print(json.dumps({{"doors": [make(False) for _ in range(5)], "early": [make(True)]}}))
"""
LET_THE_GRACE_PASS = """
from datetime import timedelta
from django.db.models import F
from shows.models import Broadcast
run = Broadcast.objects.filter(show__slug={slug!r}, ended_at=None)
hour = timedelta(hours=1)
run.update(interrupted_at=F("interrupted_at") - hour, kept_waiting_at=None)
print(1)
"""
