/* What the pages of the benchmark do. Evaluated in a page of the site; fills globalThis.bench. */
globalThis.bench = (() => {
  const BITS = 16, SIZE = 40, WIDTH = 1280, HEIGHT = 720;
  const clock = () => Math.round(performance.timeOrigin + performance.now());
  const kept = {};

  /* A moving picture with the clock of this machine written into its first row, 30 times a second. */
  function picture() {
    const canvas = Object.assign(document.createElement("canvas"), {width: WIDTH, height: HEIGHT});
    const paint = canvas.getContext("2d", {alpha: false});
    const stream = canvas.captureStream(0), [track] = stream.getVideoTracks();
    let number = 0;
    setInterval(() => {
      number += 1;
      paint.fillStyle = "#204060";
      paint.fillRect(0, SIZE, WIDTH, HEIGHT);
      for (let bar = 0; bar < 24; bar += 1) {
        paint.fillStyle = `hsl(${bar * 15 + number} 70% 50%)`;
        paint.fillRect((bar * 97 + number * 5) % WIDTH, 90 + bar * 25, 160, 20);
      }
      const now = clock();
      for (let bit = 0; bit < BITS; bit += 1) {
        paint.fillStyle = now >> bit & 1 ? "#fff" : "#000";
        paint.fillRect(bit * SIZE, 0, SIZE, SIZE);
      }
      track.requestFrame();
    }, 1000 / 30);
    return stream;
  }

  /* The clock in a picture, or null where the picture has none. */
  function reader() {
    const canvas = new OffscreenCanvas(BITS, 1);
    const paint = canvas.getContext("2d", {willReadFrequently: true});
    paint.imageSmoothingEnabled = false;
    return video => {
      const scale = video.videoWidth / WIDTH;
      for (let bit = 0; bit < BITS; bit += 1) {
        paint.drawImage(video, (bit + 0.5) * SIZE * scale - 1, SIZE / 2 * scale - 1, 2, 2, bit, 0, 1, 1);
      }
      const {data} = paint.getImageData(0, 0, BITS, 1);
      let found = 0;
      for (let bit = 0; bit < BITS; bit += 1) found |= (data[bit * 4 + 1] > 128) << bit;
      return found;
    };
  }

  /* How old each picture is when it is shown, in milliseconds. */
  function measure(video, seconds) {
    const read = reader(), ages = [];
    return new Promise(done => {
      const look = () => {
        const age = clock() - read(video) & 0xffff;
        if (age < 10000) ages.push(age);
        video.requestVideoFrameCallback(look);
      };
      video.requestVideoFrameCallback(look);
      setTimeout(() => done(ages), seconds * 1000);
    });
  }

  function only(codec, transceiver) {
    const all = RTCRtpReceiver.getCapabilities("video").codecs;
    const wanted = all.filter(one => [codec, "rtx"].includes(one.mimeType.split("/")[1]));
    transceiver.setCodecPreferences(wanted);
  }

  async function sending(stream, bitrate) {
    const peer = kept.sending = new RTCPeerConnection();
    const one = peer.addTransceiver(stream.getVideoTracks()[0],
      {direction: "sendonly", streams: [stream], sendEncodings: [{maxBitrate: bitrate}]});
    only("VP8", one);
    const parameters = one.sender.getParameters();
    parameters.degradationPreference = "maintain-resolution";
    await one.sender.setParameters(parameters);
    await peer.setLocalDescription();
    return peer;
  }

  function showing(peer) {
    const video = kept.video = document.createElement("video");
    Object.assign(video, {muted: true, autoplay: true, playsInline: true});
    document.body.prepend(video);
    peer.ontrack = event => { video.srcObject = new MediaStream([event.track]); };
  }

  const gathered = peer => new Promise(done => {
    if (peer.iceGatheringState === "complete") done();
    peer.addEventListener("icegatheringstatechange",
      () => peer.iceGatheringState === "complete" && done());
  });

  async function post(url, peer, key) {
    const headers = {"Content-Type": "application/sdp"};
    if (key) headers.Authorization = `Bearer ${key}`;
    const answer = await fetch(url, {method: "POST", headers, body: peer.localDescription.sdp});
    const sdp = await answer.text();
    if (answer.status !== 201) throw new Error(sdp);
    await peer.setRemoteDescription({type: "answer", sdp});
  }

  /* Viewers by the site's own modules, with no picture on the screen: when each saw its last. */
  async function crowd({modules, socket, whep, viewers}) {
    const [{Line}, {Watching}] = await Promise.all([import(modules.line), import(modules.watching)]);
    kept.crowd = Array.from({length: viewers}, () => {
      const line = new Line(socket);
      line.open();
      const watching = new Watching(line, {state: "live", performers: 1, whep});
      watching.start();
      const one = {watching, stamp: 0, seenAt: 0, darkFrom: 0, gap: 0, endedAt: 0};
      line.addEventListener("show.state", ({detail}) => {
        if (detail.state === "ended") one.endedAt ||= Date.now();
      });
      return one;
    });
    setInterval(() => kept.crowd.forEach(look), 50);
  }

  function look(one) {
    for (const receiver of one.watching.session?.peer.getReceivers() ?? []) {
      if (receiver.track.kind !== "video") continue;
      const [source] = receiver.getSynchronizationSources();
      if (!source || source.timestamp === one.stamp) continue;
      one.stamp = source.timestamp;
      one.gap = Math.max(one.gap, Date.now() - (one.seenAt || Date.now()));
      one.seenAt = Date.now();
    }
  }

  /* How many have seen a picture since then, and how long each saw none. */
  function seen(since) {
    const back = kept.crowd.filter(one => one.seenAt > since);
    return {back: back.length, gaps: back.map(one => one.gap)};
  }

  async function lost() {
    let packets = 0;
    for (const {watching} of kept.crowd) {
      for (const one of (await watching.session?.peer.getStats())?.values() ?? []) {
        if (one.type === "inbound-rtp") packets += one.packetsLost;
      }
    }
    return packets;
  }

  /* A small moving picture by the site's own module, which comes back by itself. */
  async function appear({modules, socket}) {
    const [{Line}, {Performing}] = await Promise.all([import(modules.line), import(modules.performing)]);
    const canvas = Object.assign(document.createElement("canvas"), {width: 160, height: 90});
    const paint = canvas.getContext("2d");
    let number = 0;
    setInterval(() => {
      paint.fillStyle = `hsl(${number += 10} 60% 50%)`;
      paint.fillRect(0, 0, 160, 90);
    }, 100);
    const line = new Line(socket);
    line.open();
    const performing = kept.performing = new Performing(line);
    [performing.picture] = canvas.captureStream(10).getVideoTracks();
    await performing.go();
  }

  return {
    kept,
    crowd,
    seen,
    lost,
    appear,
    sessions: () => kept.crowd.map(one => one.watching.session?.id),
    states: () => kept.crowd.map(one => one.watching.show.state),
    endings: () => kept.crowd.map(one => one.endedAt),
    forget: () => kept.crowd.forEach(one => { one.gap = 0; }),
    measure: seconds => measure(kept.video, seconds),
    perform: async ({url, key, bitrate}) => {
      kept.stream ??= picture();
      await post(url, await sending(kept.stream, bitrate), key);
    },
    watch: async ({url}) => {
      const peer = kept.receiving = new RTCPeerConnection();
      peer.addTransceiver("video", {direction: "recvonly"});
      showing(peer);
      await peer.setLocalDescription();
      await post(url, peer);
    },
    /* The same without a relay: offer() here, answer() there, accept() here. */
    offer: async ({bitrate}) => {
      kept.stream ??= picture();
      const peer = await sending(kept.stream, bitrate);
      await gathered(peer);
      return peer.localDescription.sdp;
    },
    answer: async sdp => {
      const peer = kept.receiving = new RTCPeerConnection();
      showing(peer);
      await peer.setRemoteDescription({type: "offer", sdp});
      await peer.setLocalDescription();
      await gathered(peer);
      return peer.localDescription.sdp;
    },
    accept: sdp => kept.sending.setRemoteDescription({type: "answer", sdp}),
    close: () => {
      kept.sending?.close();
      kept.receiving?.close();
      kept.video?.remove();
    },
  };
})();
