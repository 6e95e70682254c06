"""Makes pictures of the ten main pages, four of which the README shows: `pictures.py [FOLDER]` plays a small county and takes them in a browser.

Run by `target/tests/venv/bin/python tests/acceptance/pictures.py`, after `tests/run` has installed what it needs; the
program is the debug build, or the one that CUNBANG_BINARY names.
"""

import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from browser import chromium, desk  # noqa: E402
from place import PERIOD, ROOT, VILLAGES, Place, wait_until, write_table  # noqa: E402

# The county's pages, by the names of their pictures.
ABOVE = {
    "overview": "",
    "coverage": "/coverage",
    "ranking": "/ranking",
    "heat": "/heat",
    "unit": f"/units/{VILLAGES[0]}",
    "inspection": "/findings",
    "publication": "/publication",
    "rules": "/scheme",
}
NAMES = ["陈建国", "沈阿妹", "钱小毛", "周水根", "王秀英", "李长富", "张桂兰", "赵永康"]
KINDS = ["serving_others", "helping_poor", "new_customs", "keeping_peace"]
# How many members of each village do what is asked of them.
EFFORTS = (6, 8, 7, 4, 5, 8, 3, 6)
TEXTS = ["清理村口河道", "帮独居老人收稻", "劝止乱倒垃圾", "夜里巡查粮站", "教邻居用农机", "调解田埂纠纷"]


def tables(folder, unit, effort):
    """A village's quarter; `effort` of its members do what is asked of them."""
    members = [f"m{number}" for number in range(1, len(NAMES) + 1)]
    write_table(folder, "members", [
        {"unit": unit, "member": one, "name": name, "status": "full" if number < 7 else "probationary", "group": f"第{number % 2 + 1}组"}
        for number, (one, name) in enumerate(zip(members, NAMES))
    ])
    days = {"t07": ("2026-07-15", "七一主题党日"), "t08": ("2026-08-15", "八月主题党日"), "t09": ("2026-09-15", "九月主题党日")}
    held = list(days.items())[: 3 if effort > 5 else 2]
    write_table(folder, "meetings", [
        {"unit": unit, "meeting": one, "kind": "theme_day", "date": day, "title": title} for one, (day, title) in held
    ])
    write_table(folder, "attendance", [
        {"unit": unit, "meeting": one, "member": member, "mark": "present" if number < effort else ["leave", "late", "absent"][number % 3]}
        for one, _ in held
        for number, member in enumerate(members)
    ])
    write_table(folder, "deeds", [
        {"unit": unit, "deed": f"d{number}", "member": members[number % len(members)], "date": f"2026-08-{number + 2:02}",
         "kind": KINDS[number % 4], "text": TEXTS[number % 6], "confirmed_on": "2026-08-15", "confirmed_by": "m1" if number % len(members) else "m2"}
        for number in range(effort * 2)
    ])
    write_table(folder, "visits", [
        {"unit": unit, "month": f"2026-{month:02}", "households": 120, "visited": 60 + effort * 7} for month in (7, 8)
    ])


def main():
    out = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "crates" / "web" / "pictures"
    out.mkdir(parents=True, exist_ok=True)
    with Place() as place, chromium(whole=True) as browser:
        villages = VILLAGES[: len(EFFORTS)]
        county, _, nodes = place.desks(villages)
        terminals = dict(zip(villages, nodes))
        for (unit, terminal), effort in zip(terminals.items(), EFFORTS):
            tables(place.folder / f"of-{unit}", unit, effort)
            terminal.run("import", place.folder / f"of-{unit}", "--period", PERIOD)
            terminal.run("seal", PERIOD, "--yes")
            terminal.run("sync")
        shown = terminals[VILLAGES[0]].serve()
        wait_until("the county has all", lambda: shown.documents()[f"ledger/{VILLAGES[0]}/{PERIOD}"]["mark"] == "✓✓✓")
        county.run("run", PERIOD)
        county.run("publish", "--yes")
        clerk = desk(browser, shown).begin()

        def is_ranked():
            clerk.go(f"/{PERIOD}")
            return "名 / " in clerk.text()

        wait_until("the bulletin is here", is_ranked)
        clerk.page.screenshot(path=out / "home.png")
        clerk.go(f"/{PERIOD}/meetings/t08")
        clerk.page.screenshot(path=out / "meeting.png")
        department = desk(browser, county).begin("组织部")
        for name, path in ABOVE.items():
            department.go(f"/{PERIOD}{path}")
            department.page.screenshot(path=out / f"{name}.png")


if __name__ == "__main__":
    main()
