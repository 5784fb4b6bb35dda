"""A relay as a process of its own, commanded as web does it."""

import asyncio
import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from streaming.control.codec import decode_answer, decode_reports, encode
from streaming.control.commands import Describe

SECRET = "only for tests"


class Running:
    def __init__(self, process: subprocess.Popen, ready: dict) -> None:
        self.process, self.ready = process, ready
        self.udp_port = ready["udp_port"]

    def ask(self, command, secret: str = SECRET):
        """The answer to a command."""
        status, body = self.http("POST", "/v1/commands", encode(command), secret)
        return decode_answer(body) if status != 401 else status

    def performers(self, stage: str) -> int:
        """How many are on this stage."""
        lines = self.ask(Describe()).stages
        return sum(line.performers for line in lines if line.stage == stage)

    def http(self, method: str, path: str, body: bytes = b"", secret: str = SECRET):
        connection = http.client.HTTPConnection(self.ready["control"], timeout=10)
        connection.request(method, path, body, {"Authorization": f"Bearer {secret}"})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def tally(self) -> dict[str, int]:
        _status, body = self.http("GET", "/v1/tally")
        lines = [line.split('"') for line in body.decode().split("\n") if line]
        return {name: int(count.strip("} ")) for _, name, count in lines}

    async def soon(self, true, seconds: float = 10.0):
        """Whatever `true` gives once it is true."""
        for _ in range(int(seconds / 0.05)):
            if found := true():
                return found
            await asyncio.sleep(0.05)
        raise AssertionError(f"{true} did not come true; {self.tally()}")


@contextmanager
def running_relay(**given) -> Iterator[Running]:
    config = {"secret": SECRET, "udp_host": "127.0.0.1", "udp_port": 0, "control": "127.0.0.1:0"}
    config |= {"addresses": ["127.0.0.1"]} | given
    process = subprocess.Popen(
        [sys.executable, "-m", "streaming.relay"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    process.stdin.write(json.dumps(config) + "\n")
    process.stdin.flush()
    try:
        running = Running(process, json.loads(process.stdout.readline()))
        yield running
        with suppress(OSError, http.client.HTTPException):  # where the test has killed it
            bugs = {name: many for name, many in running.tally().items() if "broken" in name}
            assert bugs == {}, "the relay swallowed a traceback"
    finally:
        process.stdin.close()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


class Backstage(ThreadingHTTPServer):
    """Takes reports as web does; `away` answers 503, as a web that restarts does."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Taking)
        self.taken: list = []
        self.away = False
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/backstage/reports"

    def of(self, stage: str) -> list:
        """What was told of this stage, without the counts of its audience."""
        reports = [one.report for one in self.taken if getattr(one.report, "stage", "") == stage]
        return [one for one in reports if type(one).__name__ != "AudienceCounted"]

    def counts(self, stage: str) -> list[int]:
        reports = [one.report for one in self.taken if getattr(one.report, "stage", "") == stage]
        return [one.viewers for one in reports if type(one).__name__ == "AudienceCounted"]


class Taking(BaseHTTPRequestHandler):
    server: Backstage

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        right = self.headers["Authorization"] == f"Bearer {SECRET}"
        status = 503 if self.server.away else 204 if right else 401
        if status == 204:
            self.server.taken += decode_reports(body).reports
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_args) -> None:
        pass
