"""How long the pages of a county take: `above_time.py [ROUNDS]` plays the demonstration's county (14 townships and 221
villages, two quarters) and prints, for each page, the median and the 99th percentile of the time from request to answer,
and the size. CUNBANG_BINARY names the program, as for the tests; a release build says most.
"""

import http.client
import re
import sys

from pages_time import Clerk, measured
from place import Place
from played import Played

PERIOD = "2010Q2"
PAGES = ["", "/coverage", "/ranking", "/ranking?level=township", "/heat", "/heat?under=330522103", "/units/330522103202",
         "/units/330522103", "/units/330522103202/tables/deeds", "/compare?a=330522103202", "/findings", "/publication",
         "/scheme", "/notice", "/notice/html"]
# The county is played first, on a machine that may be busy.
PATIENCE_SECONDS = 600


class Department(Clerk):
    """Somebody at the county's pages, logged in as the demonstration says."""

    def __init__(self, address, operator, password):
        self.connection = http.client.HTTPConnection(address, timeout=60)
        self.cookie = ""
        self.ask("POST", "/login", {"operator": operator, "password": password})


def main():
    rounds = int(sys.argv[1]) if sys.argv[1:] else 50
    with Place() as place:
        played = Played(place, "--quarters", "2", "--dir", place.folder / "demo", seconds=PATIENCE_SECONDS)
        address = re.search(r"长兴县: http://(\S+?)/", played.told)[1]
        person = Department(address, played.operator, played.password)
        print(f"{'page':<36}{'first ms':>10}{'median ms':>10}{'p99 ms':>10}{'bytes':>10}   ({rounds} rounds)")
        for path in PAGES:
            status, _, first = person.ask("GET", f"/{PERIOD}{path}")
            assert status == 200, (path, status)
            median, most, size = measured(person, f"/{PERIOD}{path}", rounds)
            print(f"{path or '/':<36}{first * 1000:>10.1f}{median:>10.1f}{most:>10.1f}{size:>10}", flush=True)
        played.stop()


if __name__ == "__main__":
    main()
