"""What counts as a picture of a performer: static/js/stage/tiles.js, as it is."""

# A stream that draws pictures of this size, given to a tile as a session gives it; whether the tile
# took it for a picture, once some of its frames were shown.
SHOWN = """async sides => {
  const {src} = document.querySelector("script[src*='/pages/show']");
  const {$stage_tiles: {Tiles}} = await import(src);
  const place = document.createElement("div");
  place.style = "width: 320px; height: 180px";
  document.body.prepend(place);
  const [width, height] = sides;
  const canvas = Object.assign(document.createElement("canvas"), {width, height});
  const pen = canvas.getContext("2d");
  const drawing = setInterval(() => {
    pen.fillStyle = `hsl(${Math.random() * 360} 50% 50%)`;
    pen.fillRect(0, 0, width, height);
  }, 30);
  const tiles = new Tiles(place, name => name);
  const [track] = canvas.captureStream(30).getVideoTracks();
  tiles.play({received: [{part: "ada", track, mid: "1"}]});
  await tiles.resume();
  const {video} = tiles.main;
  for (let frames = 0; frames < 5; frames += 1)
    await new Promise(seen => video.requestVideoFrameCallback(seen));
  clearInterval(drawing);
  return tiles.hasPicture;
}"""


async def test_a_placeholder_is_no_picture(open_page):
    page = await open_page()
    await page.goto("/shows/satie-at-half-past/")
    assert not await page.evaluate(SHOWN, [2, 2])
    assert await page.evaluate(SHOWN, [320, 180])
