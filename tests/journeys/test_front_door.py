"""The real product, started as a newcomer starts it."""

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from streaming.site.assets import style_sheets
from tests.tools.live_server import ROOT, answers, environment_of, running_site
from tests.tools.servers import free_port

pytestmark = pytest.mark.journey
# Types in comments, import("./x.js").X, are no part of a page.
NEEDED = re.compile(r'(?:^import [^"(]*|\bimport\()"(\.[^"]+)"(?!\)\.)', re.MULTILINE)


def test_a_newcomer_gets_a_page_and_every_address(live_site):
    page = httpx.get(f"{live_site.url}/")
    assert page.status_code == 200
    for path in ("/", "/studio/", "/admin/", "/whip/"):
        assert f"{live_site.url}{path}" in live_site.said


def test_it_is_ready_and_alive(live_site):
    assert httpx.get(f"{live_site.url}/healthz").text == "ok\n"
    deadline = time.monotonic() + 90
    while not httpx.get(f"{live_site.url}/readyz").json()["ready"]:
        assert time.monotonic() < deadline, "the relay beside it never started"
        time.sleep(0.2)


def test_what_it_keeps_is_for_its_owner_alone(live_site):
    kept = [live_site.data_dir, *live_site.data_dir.glob("*sqlite3*")]
    assert len(kept) > 1
    assert [path for path in kept if path.stat().st_mode & 0o077] == []


def test_the_demo_fills_the_page(live_site):
    assert "Satie at Half Past" in httpx.get(f"{live_site.url}/").text


def test_styles_and_scripts_are_hashed_compressed_and_kept_for_ever(live_site):
    page = httpx.get(f"{live_site.url}/").text
    found = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page)
    assert found, page
    for path in found:
        assert re.search(r"\.[0-9a-f]{12}\.(css|js)$", path), path
        answer = httpx.get(live_site.url + path, headers={"Accept-Encoding": "br"})
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
    large = max(found, key=lambda path: len(httpx.get(live_site.url + path).content))
    answer = httpx.get(live_site.url + large, headers={"Accept-Encoding": "br"})
    assert answer.headers["content-encoding"] == "br"


def test_the_sheets_of_every_page_are_one_file_in_their_order(live_site):
    page = httpx.get(f"{live_site.url}/").text
    [path] = re.findall(r'rel="stylesheet" href="([^"]+)"', page)
    text = httpx.get(live_site.url + path).text
    assert re.findall(r"^/\* (css/.+) \*/$", text, re.MULTILINE) == style_sheets.names()
    assert style_sheets.names()[0] == "css/tokens.css"


def test_modules_that_a_page_needs_are_few_files_which_are_there_once(live_site):
    """Watching, what every page has, the page itself; what talks is loaded later."""
    asked = [re.search(r'<a href="(/shows/[^"]+)"', httpx.get(f"{live_site.url}/").text)[1]]
    scripts = re.findall(r'<script [^>]*src="([^"]+)"', httpx.get(live_site.url + asked[0]).text)
    waiting, texts = [*scripts], {}
    while waiting:
        path = waiting.pop()
        if path not in texts:
            answer = httpx.get(live_site.url + path)
            assert answer.status_code == 200, path
            assert re.search(r"\.[0-9a-f]{12}\.js$", path), path
            texts[path] = answer.text
            waiting += [urljoin(path, other) for other in NEEDED.findall(answer.text)]
    names = sorted(re.sub(r"\.[0-9a-f]{12}", "", Path(path).name) for path in texts)
    assert names == [
        "applause.js", "base.js", "chat.js", "early.js",
        "moderation.js", "panel.js", "reason.js", "show.js",
    ]  # fmt: skip
    whole = "\n".join(texts.values())
    scopes = re.findall(r"^// js/(\S+)$", whole, re.MULTILINE)
    assert len(scopes) == len({*scopes})


def test_a_strange_name_for_this_machine_is_not_answered(live_site):
    answer = httpx.get(f"{live_site.url}/", headers={"Host": "evil.example"})
    assert answer.status_code == 400


def test_the_set_up_link_makes_the_first_admin_and_works_once(tmp_path):
    """In a house that begins from nothing."""
    with (
        running_site(tmp_path, new=True) as site,
        httpx.Client(follow_redirects=True) as browser,
    ):
        link = re.search(rf"{site.url}/setup/\S+", site.said)
        assert link, site.said
        form = browser.get(link[0])
        assert form.status_code == 200
        answer = browser.post(
            link[0],
            data={
                "csrfmiddlewaretoken": re.search(
                    r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text
                )[1],
                "username": "first-admin",
                "email": "admin@example.org",
                "password": "a good long password",
            },
            headers={"Referer": link[0]},
        )
        assert answer.status_code == 200
        assert httpx.get(link[0]).status_code == 404
    with running_site(tmp_path) as again:
        assert "/setup/" not in again.said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly(tmp_path, number):
    with running_site(tmp_path) as site:
        assert site.stop(number) == 0
        assert "Traceback" not in site.said
        assert site.said.rstrip().endswith("Good night.")
        assert not answers(f"{site.url}/healthz")


def test_a_busy_port_is_named_with_who_has_it_and_a_way_out(live_site, tmp_path):
    result = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "live", "--port", str(live_site.port)],
        env=environment_of(tmp_path, tmp_path),
        capture_output=True,
        text=True,
        check=False,
        timeout=90,
    )
    assert result.returncode == 1
    assert f"Port {live_site.port} is taken" in result.stderr
    assert f"(process {live_site.process.pid})" in result.stderr
    assert re.search(r"\./run --port \d+", result.stderr)
    assert "Traceback" not in result.stderr


def test_https_serves_pages_with_a_certificate_of_its_own(tmp_path):
    with running_site(tmp_path, "--https") as site:
        assert httpx.get(f"{site.url}/", verify=False).status_code == 200
        assert (site.data_dir / "certificate_key.pem").stat().st_mode & 0o077 == 0
        answer = httpx.get(f"{site.url}/", verify=False)
        assert "strict-transport-security" not in answer.headers


def test_a_demo_show_is_described_for_programs(live_site):
    result = live_site.manage("demo_show", "--json")
    assert result.returncode == 0, result.stderr
    facts = json.loads(result.stdout)
    assert sorted(facts) == sorted(
        ["show_url", "studio_url", "whip_url", "whep_url", "stream_key", "username", "password"]
    )
    assert facts["show_url"].startswith(live_site.url)
    assert httpx.get(facts["show_url"]).status_code == 200
    with httpx.Client(follow_redirects=True) as browser:
        form = browser.get(f"{live_site.url}/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form.text)
        assert token
        browser.post(
            f"{live_site.url}/accounts/login/",
            data={
                "csrfmiddlewaretoken": token[1],
                "login": facts["username"],
                "password": facts["password"],
            },
            headers={"Referer": f"{live_site.url}/accounts/login/"},
        )
        assert browser.get(facts["studio_url"]).url == facts["studio_url"]


def test_daphne_serves_the_same_application(live_site):
    port = free_port()
    command = [sys.executable, "-m", "daphne", "-p", str(port), "streaming.asgi:application"]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=live_site.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        client = httpx.Client(transport=httpx.HTTPTransport(retries=0))
        for _ in range(300):
            if process.poll() is not None or answers(f"http://localhost:{port}/healthz"):
                break
            signal.sigtimedwait([], 0.1)
        page = client.get(f"http://localhost:{port}/")
        assert page.status_code == 200
        assert "Satie at Half Past" in page.text
    finally:
        process.terminate()
        process.wait(20)


def test_a_second_house_on_the_same_folder_does_not_begin(live_site):
    note = (live_site.data_dir / "running.json").read_text()
    second = live_site.manage("live", "--port", str(free_port()))
    assert second.returncode == 1
    for word in ("already", live_site.url, str(live_site.process.pid), "--data-dir"):
        assert word in second.stderr
    assert (live_site.data_dir / "running.json").read_text() == note
    assert answers(f"{live_site.url}/healthz")
