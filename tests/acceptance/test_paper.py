"""What hangs on the wall and is filed: as it comes out of the printer."""

import io

from browser import chromium, desk
from place import PERIOD, VILLAGES, write_table
from pypdf import PdfReader

UNIT = VILLAGES[0]
MEMBERS = 45
DAYS = {"t07": "2026-07-15", "t08": "2026-08-15", "t09": "2026-09-15", "q09": "2026-09-25"}


def quarter(folder):
    """A village of usual size: 45 members, and two activists who sit in."""
    kinds = ["full"] * (MEMBERS - 2) + ["probationary"] * 2 + ["activist"] * 2
    members = [
        {"unit": UNIT, "member": f"m{number}", "name": f"党员{number:02}" if number <= MEMBERS else f"列席{number}", "status": status}
        for number, status in enumerate(kinds, 1)
    ]
    write_table(folder, "members", members)
    write_table(folder, "meetings", [
        {"unit": UNIT, "meeting": one, "kind": "quarterly_review" if one == "q09" else "theme_day", "date": day, "title": f"{day}的会"}
        for one, day in DAYS.items()
    ])
    write_table(folder, "attendance", [
        {"unit": UNIT, "meeting": one, "member": f"m{number}", "mark": "absent" if number == 7 else "present"}
        for one in DAYS for number in range(1, MEMBERS)
    ])
    write_table(folder, "deeds", [
        {"unit": UNIT, "deed": f"d{number}", "member": f"m{number}", "date": "2026-08-03", "kind": "serving_others",
         "text": f"清理河道{number}", "confirmed_on": "2026-09-25", "confirmed_by": "m40"}
        for number in range(1, 12)
    ])
    write_table(folder, "awards", [{"unit": UNIT, "period": PERIOD, "member": f"m{number}", "stars": 5} for number in range(1, 11)])


def printed(clerk, path):
    """The pages of a printed page, as texts without white space."""
    clerk.go(f"/{PERIOD}{path}")
    pdf = clerk.page.pdf(format="A4", prefer_css_page_size=True, print_background=True)
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def test_what_is_printed_is_what_hangs_on_the_wall(place):
    """The wall of 45 members is one page of those who count; a slip is one page with points, reasons and signatures; a
    score sheet has its reasons open, and says who sealed it and when."""
    county, township, [terminal] = place.desks([UNIT])
    quarter(place.folder / "quarter")
    terminal.run("import", place.folder / "quarter", "--period", PERIOD, "--operator", "王会计")
    terminal.run("seal", PERIOD, "--operator", "李书记")
    terminal.run("sync")
    county.run("run", PERIOD)
    county.run("publish", "--yes")
    township.run("sync")
    terminal.run("sync")
    terminal.serve()
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        [wall] = printed(clerk, "/wall")
        assert all(f"党员{number:02}" in wall for number in range(1, MEMBERS + 1)), wall
        assert "列席" not in wall and "盖章" in wall and "未登记" in wall, wall
        [slip] = printed(clerk, "/members/m7")
        for part in ["党员07", "2026年第三季度", "得分理由", "合计", "★★★★★", "缺", "本人签字", "书记签字"]:
            assert part in slip, (part, slip)
        whole = "".join(printed(clerk, "/score"))
        for part in ["清理河道11", "上报人：李书记", "上级收到："]:
            assert part in whole, (part, whole)
        # On the screen they are folded again.
        assert not clerk.page.locator("table.score details[open]").count()
        for path in ("/wall", "/members/m7", "/score"):
            clerk.go(f"/{PERIOD}{path}")
            assert not clerk.accessibility(), clerk.accessibility()
        assert not clerk.faults, clerk.faults
