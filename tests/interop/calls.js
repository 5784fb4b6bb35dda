// WHIP and WHEP as a page uses them. Evaluated in a page of the site; fills globalThis.calls.
globalThis.calls = (() => {
  const wait = milliseconds => new Promise(go => setTimeout(go, milliseconds));

  async function open(peer, url, key) {
    await peer.setLocalDescription();
    const headers = {"Content-Type": "application/sdp"};
    if (key) headers.Authorization = `Bearer ${key}`;
    const answer = await fetch(url, {method: "POST", headers, body: peer.localDescription.sdp});
    const body = await answer.text();
    const isSdp = answer.headers.get("Content-Type") === "application/sdp";
    if (!isSdp) return {status: answer.status, problem: JSON.parse(body)};
    const session = new URL(answer.headers.get("Location"), url).href;
    if (answer.status === 406) return await accept(peer, session, body);
    await peer.setRemoteDescription({type: "answer", sdp: body});
    return {status: 201, answer: body, session, key};
  }

  /* Answers an offer of the house; the browser takes its own back by itself. */
  async function accept(peer, session, offer) {
    await peer.setRemoteDescription({type: "offer", sdp: offer});
    await peer.setLocalDescription();
    const headers = {"Content-Type": "application/sdp"};
    const body = peer.localDescription.sdp;
    const {status} = await fetch(session, {method: "PATCH", headers, body});
    return {status, offer, session};
  }

  function only(codec, transceiver) {
    const all = RTCRtpReceiver.getCapabilities("video").codecs;
    const wanted = all.filter(one => [codec, "rtx"].includes(one.mimeType.split("/")[1]));
    transceiver.setCodecPreferences(wanted);
  }

  /* Performs with the camera and the microphone. */
  async function perform({url, key, codec, encodings, height = 720}) {
    const media = await navigator.mediaDevices.getUserMedia(
      {audio: true, video: {height, width: height * 16 / 9, frameRate: 30}});
    const peer = calls.peer = new RTCPeerConnection();
    peer.addTransceiver(media.getAudioTracks()[0], {direction: "sendonly", streams: [media]});
    const picture = peer.addTransceiver(media.getVideoTracks()[0],
      {direction: "sendonly", streams: [media], sendEncodings: encodings ?? [{}]});
    only(codec, picture);
    const parameters = picture.sender.getParameters();
    parameters.degradationPreference = "maintain-resolution";
    await picture.sender.setParameters(parameters);
    return await open(peer, url, key);
  }

  /* Watches in a <video>; knocks again while nobody is on stage. With a codec: asks for no other. */
  async function watch({url, codec}) {
    for (;;) {
      const peer = calls.peer = new RTCPeerConnection();
      const video = calls.video = document.createElement("video");
      Object.assign(video, {muted: true, autoplay: true, playsInline: true});
      document.body.append(video);
      const stream = new MediaStream();
      peer.ontrack = event => {
        stream.addTrack(event.track);
        video.srcObject = stream;
      };
      peer.addTransceiver("audio", {direction: "recvonly"});
      const picture = peer.addTransceiver("video", {direction: "recvonly"});
      if (codec) only(codec, picture);
      const opened = await open(peer, url);
      if (opened.status !== 409) return opened;
      peer.close();
      await wait(200);
    }
  }

  async function statistics(type, kind) {
    const found = [];
    for (const one of (await calls.peer.getStats()).values()) {
      if (one.type === type && (!kind || one.kind === kind)) found.push(one);
    }
    return found;
  }

  /* What has come through so far. */
  async function seen() {
    const [picture] = await statistics("inbound-rtp", "video");
    const [sound] = await statistics("inbound-rtp", "audio");
    return {
      frames: picture?.framesDecoded ?? 0,
      width: calls.video.videoWidth,
      height: calls.video.videoHeight,
      sound: sound?.bytesReceived ?? 0,
      lost: (picture?.packetsLost ?? 0) + (sound?.packetsLost ?? 0),
    };
  }

  /* The pair of addresses that is used, by its name in the statistics. */
  async function pair() {
    const [transport] = await statistics("transport");
    return transport?.selectedCandidatePairId ?? "";
  }

  /* What goes out, by layer. */
  async function sent() {
    const layers = await statistics("outbound-rtp", "video");
    const chosen = (await calls.peer.getStats()).get(await pair());
    return {
      state: calls.peer.connectionState,
      line: chosen?.availableOutgoingBitrate ?? 0,
      layers: layers.map(one => ({
        rid: one.rid ?? "", target: one.targetBitrate ?? 0, height: one.frameHeight ?? 0,
        frames: one.framesEncoded, limited: one.qualityLimitationReason,
      })),
    };
  }

  /* ICE anew by PATCH, as for a machine that came to another network; the new ETag. */
  async function restart({session, answer, key}) {
    const peer = calls.peer, named = /a=ice-(ufrag|pwd):.*/g;
    peer.restartIce();
    await peer.setLocalDescription();
    const [ufrag, pwd] = peer.localDescription.sdp.match(named);
    const headers = {"Content-Type": "application/trickle-ice-sdpfrag", "If-Match": "*"};
    if (key) headers.Authorization = `Bearer ${key}`;
    const body = `${ufrag}\r\n${pwd}\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\n`;
    const restarted = await fetch(session, {method: "PATCH", headers, body});
    const fragment = await restarted.text();
    if (restarted.status !== 200) return {status: restarted.status, fragment};
    const [theirUfrag, theirPwd] = fragment.match(named);
    const sdp = answer.replace(named, line => line.includes("ufrag") ? theirUfrag : theirPwd);
    await peer.setRemoteDescription({type: "answer", sdp});
    return {status: 200, etag: restarted.headers.get("ETag"), fragment};
  }

  async function leave({session, key}) {
    const headers = key ? {Authorization: `Bearer ${key}`} : {};
    const {status} = await fetch(session, {method: "DELETE", headers});
    calls.peer.close();
    return status;
  }

  return {perform, watch, seen, pair, sent, restart, leave};
})();
