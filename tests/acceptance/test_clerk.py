"""What two clerks who had not read the code met: a seal by command, blanks of a sheet, rows by command, days as people
type them, and a score sheet on paper."""

import os
import pty
import re
import subprocess

from browser import chromium, desk
from place import BINARY, PERIOD, VILLAGES, write_quarter
from test_entry import file, keep
from test_pages import county_with, with_roster
from test_paper import texts

VILLAGE = VILLAGES[0]


def at_a_terminal(node, answer, *arguments):
    """A command whose person sits at a terminal and types an answer: its exit code, and what it said."""
    leader, follower = pty.openpty()
    command = [str(BINARY), *arguments, "--language", "zh", "--dir", str(node.folder)]
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith("CUNBANG_")}
    surroundings |= {"NO_COLOR": "1"} | node.environment
    process = subprocess.Popen(command, env=surroundings, stdin=follower, stdout=subprocess.PIPE, stderr=follower)
    node.place.processes.append(process)
    os.close(follower)
    os.write(leader, answer.encode())
    out = process.stdout.read().decode()
    said = b""
    try:
        while piece := os.read(leader, 65536):
            said += piece
    except OSError:
        pass
    os.close(leader)
    return process.wait(60), out, said.decode()


def test_a_seal_by_command_shows_the_checklist_of_the_page_and_asks(place):
    """What is done, missing and what it costs, what is not for us and who said so; then a question, and until when it can
    be corrected. Scripts say yes beforehand, and read the same as JSON."""
    _, _, [terminal] = county_with(place, VILLAGE)
    write_quarter(place.folder / "quarter", VILLAGE)
    terminal.run("import", place.folder / "quarter", "--period", PERIOD, "--operator", "王会计")
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        refused = terminal.run("seal", PERIOD, "--language", "zh", "--wide", code=2)
        assert "没有上报" in refused.said and "--yes" in refused.said, refused.said
        assert "上报前核对" in refused.out and "✓ 已齐" in refused.out and "不计此项" in refused.out, refused.out
        assert re.search(r"「任务」还没有记录.*分", refused.out), refused.out
        asked = terminal.run("seal", PERIOD, "--format", "json", code=2).json()
        assert asked["question"] and asked["sealed"] == [], asked
        code, out, said = at_a_terminal(terminal, "\n", "seal", PERIOD)
        assert (code, "仍要上报" in said) == (2, True), said
        # The page says the same.
        clerk.go(f"/{PERIOD}/seal")
        lines = [" ".join(line.split()) for line in clerk.text("#checked").splitlines()]
        assert any("✓ 已齐" in line for line in lines) and any("不计此项" in line for line in lines), lines
        for gap in clerk.page.locator("main ul.plain li span").all_inner_texts():
            assert gap.split("，")[0] in refused.out.replace("\n", ""), (gap, refused.out)
        assert "以上级收到的时间为准" in clerk.text(), clerk.text()
        assert not clerk.accessibility(), clerk.accessibility()
        assert not terminal.export(f"ledger/{VILLAGE}/{PERIOD}").keys() & {"seals"}, "nothing was sealed"
        code, out, said = at_a_terminal(terminal, "y\n", "seal", PERIOD)
        assert code == 0 and "已上报 ✓" in said and "重新上报" in said, (code, out, said)
        again = terminal.run("seal", PERIOD, "--format", "json").json()
        assert again["question"] is None and [one["new"] for one in again["sealed"]] == [False], again
        assert {one["check"] for one in again["checklist"]["outlook"]["indicators"]} >= {"done", "short", "not_for_us"}
        assert not clerk.faults, clerk.faults


def test_blanks_of_an_attendance_sheet_are_told_before_it_is_kept(place):
    """How many cells are blank, whose, and what that costs."""
    _, _, [terminal] = county_with(place, VILLAGE)
    sheet = file(place, "考勤.csv", "姓名,7月15日主题党日,8月15日主题党日\n陈建国,√,\n沈阿妹,,√\n钱小毛,√,√\n")
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        clerk.go(f"/{PERIOD}/import")
        clerk.upload(sheet)
        told = clerk.text("#blanks")
        assert "有 2 格空白" in told and re.search(r"最多少 [0-9.]+ 分", told), told
        assert "7月15日 主题党日：沈阿妹（1 人）" in told and "8月15日 主题党日：陈建国（1 人）" in told, told
        assert not clerk.accessibility(), clerk.accessibility()
        done = terminal.run("import", sheet, "--period", PERIOD, "--dry-run", "--language", "zh")
        assert "有 2 格空白" in done.said and "沈阿妹（1 人）" in done.said, done.said
        summary = terminal.run("import", sheet, "--period", PERIOD, "--dry-run", "--format", "json").json()
        assert summary["blanks"]["cells"] == 2 and float(summary["blanks"]["points"]) > 0, summary["blanks"]
        clerk.page.click("button:has-text('保存')")
        clerk.wait_for("读到")
        assert not clerk.faults, clerk.faults


def test_a_row_by_command_is_explained_for_its_table(place):
    """The columns with their Chinese names, which are needed, what may stand there, and a row as it is typed."""
    for table in ("meetings", "会议"):
        told = place.run("record", table, "--help", "--language", "zh").out
        for part in ("会议类型 kind ★", "主题党日", "日期 date ★", "9月1日", "cunbang record 会议 会议类型=主题党日"):
            assert part in told, (part, told)
    told = place.run("record", "attendance", "--help", "--language", "en").out
    assert "mark ★: one of: present" in told and "cunbang record attendance meeting=" in told, told
    assert "record 表名 --help" in place.run("record", "--help", "--language", "zh").out
    _, _, [terminal] = county_with(place, VILLAGE)
    wrong = terminal.run("record", "meetings", "地点=会议室", "日期=8月15日", "--language", "zh", code=2)
    assert "没有「地点」列" in wrong.said and "会议类型 kind★" in wrong.said, wrong.said
    empty = terminal.run("record", "meetings", "--language", "zh", code=2)
    assert "会议类型 kind ★" in empty.said, empty.said
    terminal.run("record", "会议", "会议类型=主题党日", "日期=2026-08-15", "主题=八月主题党日")
    assert "八月主题党日" in str(terminal.export(f"ledger/{VILLAGE}/{PERIOD}"))


def test_a_day_is_typed_as_people_write_it_and_read_aloud_before_it_is_kept(place):
    """One field for a meeting's day, in every form of a spreadsheet; how it is read stands beside it, and what cannot be
    read is said there; a calendar writes it too. Days in other forms likewise."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        page = clerk.page
        clerk.go(f"/{PERIOD}/meetings")
        for typed in ("8月15日", "8.15", "8/15", "2026/8/15", "２０２６．８．１５"):
            page.fill("#date", typed)
            clerk.wait_for("→ 2026年8月15日 星期六", "output.read")
            assert page.input_value("input.calendar") == "2026-08-15"
            page.fill("#date", "")
        page.fill("#date", "26.8.15")
        clerk.wait_for("26.8.15", "output.read.bad")
        page.fill("input.calendar", "2026-08-16")
        clerk.wait_for("→ 2026年8月16日 星期日", "output.read")
        assert page.input_value("#date") == "2026-08-16"
        assert not clerk.accessibility(), clerk.accessibility()
        page.fill("#date", "8月15日")
        page.fill("#title", "八月主题党日")
        page.click("main form[action$='/meetings'] button")
        page.wait_for_url("**/meetings/*")
        assert clerk.text("h1") == "8月15日 八月主题党日", clerk.text("h1")
        # What is refused stays as it was typed, with the reason.
        clerk.go(f"/{PERIOD}/meetings")
        page.fill("#date", "26.8.15")
        page.click("main form[action$='/meetings'] button")
        clerk.wait_for("26.8.15", "#refused")
        assert page.input_value("#date") == "26.8.15"
        clerk.go(f"/{PERIOD}/tables/tasks")
        page.click("summary:has-text('用表单新增')")
        page.fill("#in-due", "9.30")
        clerk.wait_for("→ 2026年9月30日 星期三", "output.read")
        assert not clerk.accessibility(), clerk.accessibility()
        assert not clerk.faults, clerk.faults


def test_our_score_sheet_is_a_table_on_paper_with_losses_on_the_scores_scale(place):
    """Every point with its rows; headings on each page; no row is parted. What is lost and kept after scaling is the full
    mark, and what is lost is what the home page says."""
    county, township, [terminal] = county_with(place, VILLAGE)
    write_quarter(place.folder / "quarter", VILLAGE, 90)
    terminal.run("import", place.folder / "quarter", "--period", PERIOD, "--operator", "王会计")
    terminal.run("seal", PERIOD, "--yes", "--operator", "王会计")
    terminal.run("sync")
    county.run("run", PERIOD)
    county.run("publish", "--yes")
    township.run("sync")
    terminal.run("sync")
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        page = clerk.page
        clerk.go(f"/{PERIOD}/score")
        assert "折算前" in clerk.text("table.score thead") and "计入总分" in clerk.text("table.score thead")
        bodies = page.locator("table.score tbody")
        lost = {}
        for body in bodies.all():
            cells = [cell.strip() for cell in body.locator("tr").first.locator("td.number").all_inner_texts()]
            title = body.locator("td").first.inner_text().split("\n")[0]
            if cells[1] and re.match("[0-9.]+$", cells[1]) and cells[3]:
                kept, gone = float(cells[3]), float(cells[4] or 0)
                assert kept + gone > float(cells[1]) and gone >= float(cells[2] or 0), (title, cells)
                lost[title] = gone
        assert lost, clerk.text("table.score")
        # Closed until somebody opens it, or prints.
        rows = bodies.filter(has_text="清理河道")
        assert not rows.locator("tr.item").first.is_visible()
        rows.locator("summary").first.click()
        assert rows.locator("tr.item").first.is_visible()
        assert not clerk.accessibility(), clerk.accessibility()
        clerk.go(f"/{PERIOD}/score")
        pages = texts(page)
        assert len(pages) > 1, "ninety deeds do not stand on one page"
        whole = "".join(pages)
        assert all(f"清理河道d{number}" in whole for number in range(60)), whole
        for number, one in enumerate(pages):
            has_rows = "清理河道" in one
            assert not has_rows or "指标" in one.split("清理河道")[0], (number, one)
        clerk.go(f"/{PERIOD}")
        home = clerk.text()
        said = re.findall(r"」还没有[^\n（]*（([^）、]+)），最多 ([0-9.]+) 分", home)
        assert said, home
        for title, points in said:
            assert lost[title] == float(points), (title, points, lost)
        assert not clerk.faults, clerk.faults
