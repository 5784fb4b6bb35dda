/* Runs in a page of a show before anything else: globalThis.watched tells how well it is watched.
   VIA is the port of a bad line in front of the relay, or 0. */
globalThis.watched = (() => {
  const STILL_MS = 200; // Chromium calls a picture frozen after 150 ms more than usual
  const peers = [], kept = new Map();
  let gaps = [], shownAt = 0, begunAt = 0, base = {}, peersBefore = 0;

  const Native = RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Native {
    constructor(...how) {
      super(...how);
      peers.push(this);
      this.addEventListener("connectionstatechange", () => {
        if (this.connectionState === "connected") asked.connected ??= performance.now();
      });
    }
    setRemoteDescription({type, sdp}) {
      const way = /(a=candidate:\S+ \d+ udp \d+ \S+ )\d+/gi;
      return super.setRemoteDescription({type, sdp: VIA ? sdp.replace(way, `$1${VIA}`) : sdp});
    }
  };

  async function note() {
    for (const [number, peer] of peers.entries()) {
      if (peer.connectionState === "closed") continue;
      for (const one of (await peer.getStats()).values()) {
        if (one.type === "inbound-rtp") kept.set(`${number} ${one.kind}`, one);
      }
    }
  }
  setInterval(note, 300);

  function sums() {
    const sum = (kind, name) => [...kept.entries()]
      .filter(([key]) => key.endsWith(kind))
      .reduce((total, [, one]) => total + (one[name] ?? 0), 0);
    return {
      concealed: sum("audio", "concealedSamples"),
      samples: sum("audio", "totalSamplesReceived"),
      plis: sum("video", "pliCount"),
      nacks: sum("video", "nackCount"),
      frames: sum("video", "framesDecoded"),
      bytes: sum("video", "bytesReceived") + sum("audio", "bytesReceived"),
      delay: sum("video", "jitterBufferDelay"),
      emitted: sum("video", "jitterBufferEmittedCount"),
    };
  }

  function look(video) {
    const see = () => {
      const now = performance.now();
      if (shownAt) gaps.push(now - shownAt);
      shownAt = now;
      video.requestVideoFrameCallback(see);
    };
    video.requestVideoFrameCallback(see);
  }

  return {
    begin: async () => {
      await note();
      base = sums();
      peersBefore = peers.length;
      begunAt = shownAt = performance.now();
      gaps = [];
      look(document.querySelector("live-player video"));
    },
    end: async () => {
      await note();
      const now = performance.now(), seconds = (now - begunAt) / 1000;
      const found = sums(), grown = {};
      for (const name of Object.keys(found)) grown[name] = found[name] - base[name];
      const still = [...gaps, now - shownAt].filter(gap => gap > STILL_MS);
      return {
        frozen_pct: 100 * still.reduce((sum, gap) => sum + gap, 0) / 1000 / seconds,
        longest_gap_ms: Math.max(...gaps, now - shownAt),
        concealed_pct: 100 * grown.concealed / Math.max(1, grown.samples),
        rebuilds: peers.length - peersBefore,
        fps: grown.frames / seconds,
        kbits: grown.bytes * 8 / seconds / 1000,
        buffer_ms: 1000 * grown.delay / Math.max(1, grown.emitted),
        plis: grown.plis,
        nacks: grown.nacks,
      };
    },
  };
})();
