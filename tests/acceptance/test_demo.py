"""The demonstration as people start it at a terminal: it shows a county, and serves it until it is stopped."""

import http.client
import json
import re
import urllib.parse

from place import BINARY, ROOT
from played import Played

PERIOD = "2010Q2"
# The county is played first, on a machine that may be busy.
PATIENCE_SECONDS = 300


def ask(address, method, path, fields=None, cookie=""):
    connection = http.client.HTTPConnection(address, timeout=20)
    sent = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request(method, path, urllib.parse.urlencode(fields or {}) if method == "POST" else None, sent)
    answer = connection.getresponse()
    # A browser that has logged in has a mark of its own as well, for the page where one logs in.
    cookies = answer.headers.get_all("set-cookie") or []
    session = next((cookie for cookie in cookies if "Path=/login" not in cookie), "")
    return answer.status, answer.read().decode(), session


def test_a_county_to_look_at(place):
    """With a terminal it stays: two villages' pages, logged in to with what it printed, and health above them."""
    units = place.folder / "units.csv"
    # Half of a county that ships with the program.
    units.write_text("\n".join((ROOT / "crates/world/data/gaotai.csv").read_text().splitlines()[: 3 + 8]))
    folder = place.folder / "demo"
    played = Played(place, "--units", units, "--scheme", "changxing", "--quarters", "2", "--dir", folder, seconds=PATIENCE_SECONDS)
    operator, password, told = played.operator, played.password, played.told
    addresses = re.findall(rf"http://(127\.0\.0\.1:\d+)/{PERIOD}", told)
    assert len(addresses) == 4, told
    sessions = set()
    for address in addresses[:2]:
        assert ask(address, "GET", f"/{PERIOD}")[0] == 303, "nobody is in who has not logged in"
        status, page, cookie = ask(address, "POST", "/login", {"operator": operator, "password": password})
        assert status == 303 and cookie, (status, page)
        cookie = cookie.split(";")[0]
        sessions.add(cookie.split("=")[0])
        status, home, _ = ask(address, "GET", f"/{PERIOD}", cookie=cookie)
        assert status == 200 and re.search(r"第 \d+ 名 / \d+", home), home
        assert 'class="trend"' in home, "two quarters are a trend"
        status, score, _ = ask(address, "GET", f"/{PERIOD}/score", cookie=cookie)
        assert status == 200 and "满分" in score and "成绩还没有公布" not in score, score
    assert len(sessions) == 2, "a browser has one set of cookies for all ports: each desk names its own"
    # The county and the township have desks of their own.
    for address in addresses[2:]:
        status, _, cookie = ask(address, "POST", "/login", {"operator": operator, "password": password})
        status, overview, _ = ask(address, "GET", f"/{PERIOD}", cookie=cookie.split(";")[0])
        assert status == 200 and "svg" in overview, overview
    for address in re.findall(r"http://(127\.0\.0\.1:\d+)/$", told, re.M):
        assert ask(address, "GET", "/")[0] == 200
    county = re.search(r"(\S+nodes/county)$", told, re.M)[1]
    covered = place.start([str(BINARY), "report", "coverage", "--period", PERIOD, "--dir", county, "--format", "json"], {})
    assert len(json.loads(place.finish(covered, ["report"], 0).out)) == 8
    assert played.stop() == 0
