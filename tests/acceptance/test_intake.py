"""What a village's clerk meets with sheets of the village's own: counted rows, withdrawn rosters, legends, what remains."""

import openpyxl

from browser import chromium, desk
from place import PERIOD
from test_pages import VILLAGE, Visitor, county_with

ROSTER = "序号,姓名,入党时间,党小组,党员类别\n"
MEMBERS = [("陈建国", "1998-07-01"), ("沈阿妹", "2001-07-01"), ("陈建国", "2003-07-01"), ("曾小贤", "2010-07-01")]


def sheet(place, name, lines):
    path = place.folder / name
    path.write_text("".join(lines))
    return path


def roster(place, name, counts, members=MEMBERS):
    lines = [f"{count},{member},{joined},一组,正式党员\n" for count, (member, joined) in zip(counts, members)]
    return sheet(place, name, [ROSTER, *lines])


def look(clerk, path):
    clerk.go(f"/{PERIOD}/import")
    clerk.upload(path)


def members(terminal):
    """Names by id."""
    return {one["id"]: one["row"]["name"] for one in listed(terminal, "members")}


def listed(terminal, table):
    return terminal.run("list", table, "--format", "json").json()["rows"]


def test_a_roster_keeps_everyone_whatever_stands_in_the_column_of_counts(place):
    """Counted in two widths and sorted anew, everyone stays who they were; an id with another name is asked about; what
    was undone is brought back by a box, and nothing is not saved."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        page = clerk.page
        look(clerk, roster(place, "名册.csv", ["１", "2", "3", "5"]))
        page.click("button:has-text('保存 4')")
        clerk.wait_for("读到")
        before = members(terminal)
        assert sorted(before.values()) == sorted(name for name, _ in MEMBERS) and "2" not in before, before
        # Somebody new among them, sorted by name.
        again = [MEMBERS[3], ("丁新来", "2020-07-01"), MEMBERS[2], MEMBERS[1], MEMBERS[0]]
        look(clerk, roster(place, "新名册.csv", ["1", "２", "3", "4", "５"], again))
        assert "新增 1 条，更改 0 条，原已登记 4 条" in clerk.text(), clerk.text()
        page.click("button:has-text('保存 5')")
        clerk.wait_for("读到")
        after = members(terminal)
        assert {one: after[one] for one in before} == before and len(after) == 5, after
        # An id that is another's.
        whose = next(one for one, name in before.items() if name == "沈阿妹")
        look(clerk, sheet(place, "改名.csv", ["党员编号,姓名,党员类别\n", f"{whose},沈爱妹,正式党员\n"]))
        assert "名册上编号" in clerk.text("table") and "沈阿妹" in clerk.text("table"), clerk.text()
        assert "没有要保存的内容" in clerk.text() and not page.locator("button:has-text('保存')").count()
        page.check("#renamed")
        page.click("button:has-text('按此再看')")
        page.click("button:has-text('保存 1')")
        clerk.wait_for("读到")
        assert members(terminal)[whose] == "沈爱妹"
        # Undone, and imported again.
        clerk.go(f"/{PERIOD}/tables")
        # What was taken back last comes first, and could be taken back too.
        for done in range(3):
            page.click(f"main button:has-text('撤销') >> nth={done}")
            page.wait_for_load_state()
            clerk.go(f"/{PERIOD}/tables")
            if not members(terminal):
                break
        # Whom somebody has renamed since stays, and is withdrawn by hand.
        assert list(members(terminal)) == [whose], members(terminal)
        terminal.run("withdraw", "members", whose, "--reason", "重新导入")
        look(clerk, roster(place, "名册.csv", ["1", "2", "3", "4"]))
        assert "其中 4 条是以前撤回（撤销）过的" in clerk.text() and "没有要保存的内容" in clerk.text(), clerk.text()
        assert not page.locator("button:has-text('保存')").count()
        assert not clerk.accessibility(), clerk.accessibility()
        page.check("#restore_withdrawn")
        page.click("button:has-text('按此再看')")
        page.click("button:has-text('保存 4')")
        clerk.wait_for("读到")
        assert members(terminal) == before
        # Two of one name are told apart on all that hangs and is handed out.
        for stars, (one, name) in enumerate(sorted(before.items()), 2):
            terminal.run("record", "awards", f"period={PERIOD}", f"member={one}", f"stars={stars}")
        clerk.go(f"/{PERIOD}/honours")
        assert "陈建国（1998-07-01 入党）" in clerk.text() and "陈建国（2003-07-01 入党）" in clerk.text(), clerk.text()
        first = next(one for one, name in before.items() if name == "陈建国")
        clerk.go(f"/{PERIOD}/members/{first}")
        assert "入党）" in clerk.text(), clerk.text()
        assert not clerk.faults, clerk.faults


def test_what_is_not_kept_is_said_and_given_back_marked(place):
    """A legend that says what is written out is read; after the good rows what remains stands there with the copy, which is
    named after the file; a group and a committee are not everybody; after the seal pages say that it is a supplement."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        page = clerk.page
        look(clerk, roster(place, "名册.csv", ["1", "2", "3", "4"]))
        page.click("button:has-text('保存 4')")
        clerk.wait_for("读到")
        lines = [
            "长平村主题党日考勤表\n",
            "说明：√ 出席　○ 迟到　× 缺席　请假写“请假”\n",
            "序号,姓名,7月15日,8月15日\n",
            "1,陈建国,√,√\n",
            "2,沈阿妹,×,○\n",
            "3,曾小贤,请假,√\n",
        ]
        look(clerk, sheet(place, "考勤表.csv", lines))
        assert "不是出勤标记" not in clerk.text() and "几名党员叫这个名字" in clerk.text(), clerk.text()
        page.click("button:has-text('先保存无误的')")
        clerk.wait_for("还有 1 处没有保存")
        assert "陈建国" in clerk.text("table") or "几名党员" in clerk.text("table"), clerk.text()
        with page.expect_download() as download:
            page.click("a:has-text('下载标出问题的表格')")
        assert download.value.suggested_filename == "考勤表-待改.xlsx", download.value.suggested_filename
        copy = place.folder / "copy.xlsx"
        download.value.save_as(copy)
        marked = [cell for line in openpyxl.load_workbook(copy).active.iter_rows() for cell in line if cell.comment]
        assert [cell.value for cell in marked] == ["陈建国"], marked
        marks = {one["id"]: one["row"]["mark"] for one in listed(terminal, "attendance")}
        assert sorted(marks.values()) == ["absent", "late", "leave", "present"], marks
        # Five marks are missing, and what that costs is said; so is what the rules expect of tasks.
        terminal.run("record", "tasks", "task=k1", "title=防汛", "due=2026-08-31", "done_on=2026-08-20")
        clerk.go(f"/{PERIOD}/seal")
        assert "人次考勤未登记" in clerk.text() and "按考评办法本期应有 6 项，现只算到 1 项" in clerk.text(), clerk.text()
        assert "上报截止" in clerk.text("#deadline"), clerk.text()
        # A committee meeting of nobody knows whom.
        for kind, why in (("committee", "还不知道谁是支委"), ("group", "还不知道是哪个党小组")):
            clerk.go(f"/{PERIOD}/meetings")
            page.select_option("#kind", kind)
            page.fill("#date", "2026-08-20")
            page.click("main form[action$='/meetings'] button")
            page.wait_for_url("**/meetings/*")
            assert why in clerk.text() and "应到 0 · 到 0" in clerk.text("#turnout"), clerk.text()
            assert not clerk.accessibility(), clerk.accessibility()
        # Those of one group: whoever is marked says which.
        page.locator("table.marks tbody tr input[type=radio]").first.check()
        clerk.wait_for("应到 4 · 到 1", "#turnout")
        # Initials of a surname, shown before anything is saved; Enter goes on to the kind.
        page.focus("#member")
        clerk.press("z", "x", "x")
        assert "曾小贤" in clerk.text("output.meant")
        clerk.press("Enter")
        assert page.input_value("#member") == "曾小贤" and page.evaluate("document.activeElement.id") == "kind"
        # The rules in words, from the score.
        clerk.go(f"/{PERIOD}/score")
        page.click("a:has-text('考评办法')")
        clerk.wait_for("任务按期完成")
        assert not clerk.accessibility(), clerk.accessibility()
        # After the seal, whatever is written is a supplement.
        clerk.go(f"/{PERIOD}/tables/deeds")
        assert not page.locator("#supplement").count()
        terminal.run("seal", PERIOD, "--yes")
        for path in ("/tables/deeds", "/tables/tasks/k1", "/meetings", "/import"):
            clerk.go(f"/{PERIOD}{path}")
            assert "都是补报" in clerk.text("#supplement"), path
        assert not clerk.faults, clerk.faults


def test_a_file_that_comes_after_the_session_is_asked_for_again(place):
    """A file that was sent while nobody was logged in is not said to be kept; a preview that was confirmed then is."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        page = clerk.page
        roster = place.folder / "名册.csv"
        roster.write_text("姓名,党员类别\n陈建国,正式党员\n", encoding="utf-8")

        def log_out_elsewhere():
            other = page.context.new_page()
            other.goto(clerk.base + "/settings")
            other.click("form[action='/logout'] button")
            other.wait_for_selector("form[action='/login']")
            other.close()

        clerk.go(f"/{PERIOD}/import")
        log_out_elsewhere()
        clerk.upload(roster)
        assert "文件没有收到" in clerk.text("body") and "刚才填写的内容还在" not in clerk.text("body"), clerk.text("body")
        clerk.log_in()
        assert page.url.endswith(f"/{PERIOD}/import"), page.url
        clerk.upload(roster)
        log_out_elsewhere()
        page.click("button:has-text('保存 1')")
        clerk.log_in()
        assert "名册.csv" in clerk.text("body"), clerk.text("body")
        page.click("main button")
        clerk.wait_for("读到")
        # A form that is no file is a sentence, and no bare page.
        visitor = Visitor(terminal).log_in()
        status, text, _ = visitor.ask("POST", f"/{PERIOD}/import", {"token": visitor.token})
        assert status == 400 and "boundary" not in text, text
        assert not clerk.faults, clerk.faults
