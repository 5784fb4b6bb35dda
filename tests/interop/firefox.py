"""Firefox without a driver between: it speaks WebDriver BiDi (W3C) by itself, on a socket."""

import asyncio
import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from .stages import soon

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
LISTENING = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
PREFERENCES = """
user_pref("app.update.enabled", false);
user_pref("app.normandy.enabled", false);
user_pref("browser.safebrowsing.update.enabled", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("extensions.update.enabled", false);
user_pref("media.autoplay.default", 0);
user_pref("media.navigator.permission.disabled", true);
user_pref("media.navigator.streams.fake", true);
user_pref("media.gmp-manager.updateEnabled", false);
user_pref("media.peerconnection.ice.obfuscate_host_addresses", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("toolkit.telemetry.server", "");
"""


class Firefox:
    """One page, each time in a tab of its own: what the page before does by itself ends with it."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket, self._numbers, self._tab = socket, count(1), ""

    async def ask(self, method: str, **parameters: object) -> dict[str, Any]:
        number = next(self._numbers)
        asked = {"id": number, "method": method, "params": parameters}
        await self._socket.send(json.dumps(asked))
        while (answer := json.loads(await self._socket.recv())).get("id") != number:
            pass  # events that nobody asked for
        assert answer["type"] == "success", answer
        return answer["result"]

    async def begin(self) -> None:
        await self.ask("session.new", capabilities={})
        tree = await self.ask("browsingContext.getTree")
        self._tab = tree["contexts"][0]["context"]

    async def goto(self, url: str) -> None:
        before, self._tab = (
            self._tab,
            (await self.ask("browsingContext.create", type="tab"))["context"],
        )
        await self.ask("browsingContext.close", context=before)
        await self.ask("browsingContext.navigate", context=self._tab, url=url, wait="complete")

    async def evaluate(self, script: str, given: object = None) -> Any:
        """What an expression gives; a function is called with `given`. By way of JSON."""
        wrapped = f"""async text => {{
            const found = ({script.strip().rstrip(";")});
            const result = typeof found === "function" ? found(JSON.parse(text)) : found;
            return JSON.stringify(await result) ?? "null";
        }}"""
        answer = await self.ask(
            "script.callFunction",
            functionDeclaration=wrapped,
            arguments=[{"type": "string", "value": json.dumps(given)}],
            target={"context": self._tab},
            awaitPromise=True,
        )
        assert answer["type"] == "success", answer["exceptionDetails"]["text"]
        return json.loads(answer["result"]["value"])


@asynccontextmanager
async def running_firefox(folder: Path) -> AsyncIterator[Firefox]:
    """A fresh profile each time, and nobody at home on the network but the site."""
    profile, said = folder / "profile", folder / "said.txt"
    profile.mkdir()
    (profile / "user.js").write_text(PREFERENCES)
    command = [FIREFOX, "--headless", "--profile", str(profile), "--remote-debugging-port", "0"]
    with said.open("w") as writing:
        process = subprocess.Popen(command, stdout=writing, stderr=subprocess.STDOUT)
    try:
        listening = await soon(lambda: LISTENING.search(said.read_text()))
        async with connect(f"{listening[1]}/session", max_size=None) as socket:
            firefox = Firefox(socket)
            await firefox.begin()
            yield firefox
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 20)
