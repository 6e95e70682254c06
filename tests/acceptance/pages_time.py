"""How long the pages of a village take: `pages_time.py [ROUNDS]` prints, for each page over real nodes with a full
quarter (55 members, three theme days with all their marks, 172 deeds), the median and the 99th percentile of the time
from request to answer, and the size. CUNBANG_BINARY names the program, as for the tests; a release build says most.
"""

import datetime
import http.client
import re
import sys
import time
import urllib.parse

from browser import OPERATOR, PASSWORD, pages_of
from place import PERIOD, VILLAGES, Place, wait_until, write_table

VILLAGE = VILLAGES[0]
MEMBERS, DEEDS = 55, 172
KINDS = ["serving_others", "helping_poor", "settling_disputes", "common_interest", "integrity"]
SURNAMES = "陈沈钱王李张刘杨黄赵周"
GIVEN = ["建国", "阿妹", "小毛", "桂英", "志强"]
PAGES = [
    "",
    "/meetings",
    "/meetings/t8",
    "/tables",
    "/tables/members",
    "/tables/deeds",
    "/tables/deeds/d7",
    "/tables/attendance",
    "/tables/visits",
    "/import",
    "/conflicts",
    "/findings",
    "/seal",
    "/score",
    "/wall",
    "/honours",
    "/members/m7",
]


def write_full_quarter(folder):
    """A village's quarter as it is at its end."""
    unit = {"unit": VILLAGE}
    members = [f"m{number}" for number in range(1, MEMBERS + 1)]
    names = [SURNAMES[number % len(SURNAMES)] + GIVEN[number // len(SURNAMES)] for number in range(MEMBERS)]
    write_table(
        folder, "members", [unit | {"member": one, "name": name, "status": "full"} for one, name in zip(members, names)]
    )
    meetings = {f"t{month}": f"2026-0{month}-15" for month in (7, 8, 9)}
    write_table(
        folder,
        "meetings",
        [unit | {"meeting": one, "kind": "theme_day", "date": day, "title": "主题党日"} for one, day in meetings.items()],
    )
    marks = ["present", "present", "present", "leave", "late"]
    write_table(
        folder,
        "attendance",
        [
            unit | {"meeting": one, "member": member, "mark": marks[(place + month) % len(marks)]}
            for month, one in enumerate(meetings)
            for place, member in enumerate(members)
        ],
    )
    first = datetime.date(2026, 7, 1)
    deeds = []
    for number in range(DEEDS):
        day = first + datetime.timedelta(days=number % 90)
        deeds.append(
            unit
            | {
                "deed": f"d{number}",
                "member": members[number % MEMBERS],
                "date": day.isoformat(),
                "kind": KINDS[number % len(KINDS)],
                "text": f"清理河道、修补道路第 {number} 处",
                "confirmed_on": "2026-09-15" if number % 7 else "",
                "confirmed_by": "支部" if number % 7 else "",
            }
        )
    write_table(folder, "deeds", deeds)
    write_table(
        folder,
        "visits",
        [unit | {"month": f"2026-0{month}", "households": 120, "visited": 110 + month} for month in (7, 8, 9)],
    )
    write_table(
        folder,
        "tasks",
        [unit | {"task": f"k{one}", "title": f"任务 {one}", "due": "2026-09-30", "done_on": "2026-09-20"} for one in range(12)],
    )


class Clerk:
    """Speaks HTTP on one connection, and measures."""

    def __init__(self, node):
        address, start = pages_of(node)
        self.connection = http.client.HTTPConnection(address.removeprefix("http://"), timeout=60)
        self.cookie = ""
        key = urllib.parse.parse_qs(urllib.parse.urlsplit(start).query)["key"][0]
        said = {"key": key, "operator": OPERATOR, "password": PASSWORD, "repeated": PASSWORD}
        self.ask("POST", "/start", said)
        self.ask("POST", "/login", {"operator": OPERATOR, "password": PASSWORD})

    def ask(self, method, path, fields=None):
        """Gives the status, the size, and the seconds from request to answer."""
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        body = urllib.parse.urlencode(fields) if fields else None
        began = time.perf_counter()
        self.connection.request(method, path, body, headers)
        answer = self.connection.getresponse()
        text = answer.read()
        took = time.perf_counter() - began
        for name, value in answer.getheaders():
            found = re.match(r"session-[^=]+=[^;]+", value)
            if name.lower() == "set-cookie" and found:
                self.cookie = found[0]
        return answer.status, len(text), took


def measured(clerk, path, rounds):
    """Median and 99th percentile in milliseconds, and the size."""
    times = []
    for _ in range(rounds):
        status, size, took = clerk.ask("GET", path)
        assert status == 200, (path, status)
        times.append(took * 1000)
    times.sort()
    return times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)], size


def main():
    rounds = int(sys.argv[1]) if sys.argv[1:] else 100
    with Place() as place:
        county = place.county()
        township = place.township(county)
        terminal = place.terminal(county, township.address, VILLAGE).serve()
        folder = place.folder / "records"
        write_full_quarter(folder)
        terminal.run("import", folder)
        terminal.run("seal", PERIOD, "--yes")
        terminal.run("sync")
        wait_until("the county has it", lambda: terminal.documents()[f"ledger/{VILLAGE}/{PERIOD}"]["mark"] == "✓✓✓")
        county.run("run", PERIOD)
        county.run("publish", "--yes")
        township.run("sync")
        terminal.run("sync")
        clerk = Clerk(terminal)
        print(f"{'page':<24}{'median ms':>10}{'p99 ms':>10}{'bytes':>10}   ({rounds} rounds)")
        for path in PAGES:
            address = f"/{PERIOD}{path}"
            if clerk.ask("GET", address)[0] == 404:
                print(f"{path or '/':<24}{'not there':>10}")
                continue
            median, most, size = measured(clerk, address, rounds)
            print(f"{path or '/':<24}{median:>10.1f}{most:>10.1f}{size:>10}", flush=True)


if __name__ == "__main__":
    main()
