"""A clerk's spreadsheets as they are, and a terminal that takes them."""

import json

import openpyxl
from place import PERIOD, VILLAGES, Missing, ledger


def village(place):
    try:
        import messy_files
    except ImportError as missing:
        raise Missing(f"{missing.name}: tests/run installs xlwt, odfpy and openpyxl") from missing
    county = place.county()
    terminal = place.terminal(county, county.address, VILLAGES[0])
    return terminal, messy_files.make(place.folder / "messy")


def take(terminal, *arguments, code=0):
    """An import, and what it says as JSON."""
    return json.loads(terminal.run("import", *arguments, "--period", PERIOD, "--format", "json", code=code).out)


def rows(summary):
    return {one["table"]: one["rows"] for one in summary["rows"]}


def test_a_clerks_files_are_taken_as_they_are(place):
    """An old XLS, an ODS, a grid, tabs in UTF-16: a dry run keeps nothing, an import all of it, and once more nothing."""
    terminal, folder = village(place)
    unit = VILLAGES[0]
    tried = take(terminal, folder / "花名册.xls", "--dry-run")
    assert rows(tried) == {"members": 4} and tried["recorded"] is None, tried
    assert {"hidden", "personal", "title", "total", "note"} <= {one["what"] for one in tried["passed_over"]}, tried
    assert "13800000001" not in json.dumps(tried)
    assert not terminal.status()["documents"]

    kept = take(terminal, folder / "花名册.xls")
    assert (rows(kept), kept["recorded"]) == ({"members": 4}, 8), kept
    roster = {one[0]["name"]: one[0] for one in terminal.export(f"roster/{unit}").values()}
    assert (roster["王芳"]["joined"], roster["王芳"]["group"]) == ("2001-07-01", "第一组")
    assert (roster["李 四"]["joined"], roster["李 四"]["status"]) == ("2026-01-01", "probationary")
    assert take(terminal, folder / "花名册.xls")["recorded"] == 0, "the same rows again"
    standing = [key for key in terminal.export(ledger(unit)) if key.startswith("standing/")]
    assert len(standing) == 4 and not any("王" in key for key in standing)

    kept = take(terminal, folder / "会议.ods")
    assert rows(kept) == {"meetings": 4}, kept
    here = terminal.export(ledger(unit))
    assert here["meetings/theme_day-2026-08-15"][0]["chair"] == roster["王芳"]["member"]
    assert here["meetings/theme_day-2026-09-15"][0]["chair"] == "镇党委"
    assert "meetings/congress-2026-09-20" in here

    kept = take(terminal, folder / "签到表.xlsx")
    assert rows(kept) == {"attendance": 5}, kept
    here = terminal.export(ledger(unit))
    marks = {key.removeprefix("attendance/"): one[0]["mark"] for key, one in here.items() if key.startswith("attendance")}
    fang, li = roster["王芳"]["member"], roster["李 四"]["member"]
    assert marks[f"theme_day-2026-09-15/{fang}"] == "remote"
    assert marks[f"theme_day-2026-07-15/{li}"] == "late", "as the sheet's own legend says"
    assert f"theme_day-2026-09-15/{li}" not in marks, "a blank is not marked"

    kept = take(terminal, folder / "走访.txt")
    here = terminal.export(ledger(unit))
    assert [here[f"visits/2026-0{month}"][0]["households"] for month in (7, 8)] == ["1120", "1120"], kept
    assert here["visits/2026-08"][0]["visited"] == "600", kept
    assert {"numeral"} <= {one["how"] for one in kept["echoes"]}, kept["echoes"]
    assert any(gap["gap"] == "empty_table" for gap in kept["gaps"]), kept["gaps"]
    assert terminal.status()["gaps"] == kept["gaps"]


def test_good_rows_are_kept_and_the_others_corrected(place):
    """Faults come back in a copy with the cells marked; corrected there, it is imported whole, without doubles."""
    terminal, folder = village(place)
    take(terminal, folder / "花名册.xls")
    before = terminal.export(ledger(VILLAGES[0]))
    refused = take(terminal, folder / "言行登记.csv", code=2)
    assert {one["cell"]: one["header"] for one in refused["faults"]} == {"B4": "党员编号", "C5": "日期"}, refused
    assert all(one["is_question"] for one in refused["faults"])
    assert terminal.export(ledger(VILLAGES[0])) == before, "nothing of a faulty file is kept"

    marked = place.folder / "待改.xlsx"
    kept = take(terminal, folder / "言行登记.csv", "--take-good", marked)
    assert (rows(kept), kept["recorded"]) == ({"deeds": 2}, 2), kept
    book = openpyxl.load_workbook(marked)
    sheet = book["言行登记"]
    comments = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert set(comments) == {"B4", "C5"} and "第一组" in comments["B4"], comments
    assert sheet["B4"].value == "陈建国" and sheet["A1"].value == "新川村闪光言行登记表"
    chosen = next(
        one[0]["member"] for one in terminal.export(f"roster/{VILLAGES[0]}").values() if one[0].get("joined") == "1998-07-01"
    )
    sheet["B4"], sheet["C5"] = chosen, "2026-09-01"
    book.save(marked)
    kept = take(terminal, marked)
    assert (rows(kept), kept["recorded"]) == ({"deeds": 4}, 2), kept
    here = [key for key in terminal.export(ledger(VILLAGES[0])) if key.startswith("deeds/")]
    assert len(here) == 4


def test_one_row_is_read_as_it_is_typed(place):
    """`record` reads days and names as people write them, makes an id, and offers who may have been meant."""
    terminal, folder = village(place)
    take(terminal, folder / "花名册.xls")
    row = ["record", "deeds", "日期=2026/9/1", "类别=弘扬正气", "内容=拾金不昧"]
    terminal.run(*row, "党员=王芳")
    assert any(key.startswith("deeds/d-") for key in terminal.export(ledger(VILLAGES[0])))
    said = terminal.run(*row, "党员=王方", code=2).said
    assert "是不是「王芳」" in said, said
    said = terminal.run(*row, "党员=王芳", "手机=138", code=2).said
    assert "个人信息不予保存" in said, said


def test_a_villages_template_has_its_members_in_it(place):
    """`template --for village`: no column for the unit, the roster listed, attendance as a grid of the meetings; as it
    is, nothing new comes of it, and a mark set in the grid is taken."""
    terminal, folder = village(place)
    take(terminal, folder / "花名册.xls")
    take(terminal, folder / "会议.ods")
    path = place.folder / "台账.xlsx"
    terminal.run("template", "--for", "village", "--period", "2026Q3", "--out", path)
    assert take(terminal, path)["recorded"] == 0
    book = openpyxl.load_workbook(path)
    assert "督查问题" not in book.sheetnames and "单位" not in book.sheetnames, book.sheetnames
    assert not any("单位" in str(cell.value) for cell in book["闪光言行"][1])
    grid = book["考勤"]
    assert [cell.value for cell in grid[1]][2:] == ["2026-07-15主题党日", "2026-08-15主题党日", "2026-09-15主题党日", "2026-09-20党员大会"]
    assert {grid.cell(row, 2).value for row in range(2, 6)} == {"王芳", "陈建国", "李 四"}
    grid["C2"] = "present 出席"
    book["闪光言行"].append(["王芳", "2026/9/1", "integrity 弘扬正气", "拾金不昧"])
    book.save(path)
    kept = take(terminal, path)
    assert kept["recorded"] == 2, kept


def test_nothing_is_lost_on_the_way_in(place):
    """What a clerk's own sheets say is read or asked about; what was withdrawn, recorded or sealed before is kept."""
    terminal, folder = village(place)
    unit = VILLAGES[0]

    def sheet(name, *lines):
        path = place.folder / name
        path.write_text("\n".join(lines) + "\n")
        return path

    members = sheet("党员.csv", "编号,姓名,身份", "m1,王芳,正式", "m2,陈建国,正式", "m3,李四,正式")
    take(terminal, members)
    meetings = sheet("会议.csv", "会议编号,会议类型,日期", "q3,季度考评会,2026/9/28")
    take(terminal, meetings)

    # A tick is the day of the quarter's review meeting; a wrong year and an unknown kind are asked about, row by row.
    header = "姓名,日期,类别,内容,是否确认"
    deeds = sheet("言行.csv", header, "王芳,2026/9/1,弘扬正气,修路,是", "李四,2026/9/2,弘扬正气,修桥,")
    wrong = sheet("错.csv", header, "王芳,2206/9/1,弘扬正气,修路,", "王芳,2026/6/1,弘扬正气,修路,", "王芳,2026/9/1,做好事情,修路,")
    refused = take(terminal, wrong, "--dry-run", code=2)
    assert [one["cell"] for one in refused["faults"]] == ["B2", "B3", "C4"], refused["faults"]
    tried = take(terminal, deeds, "--dry-run")
    assert (tried["unconfirmed"], tried["recorded"]) == (1, None), tried
    kept = take(terminal, deeds)
    # One has no day; of the other nobody knows who confirmed it.
    gap = next(one for one in kept["gaps"] if one["gap"] == "unconfirmed")
    assert len(gap["rows"]) == 2 and float(gap["points"]) > 0, gap
    here = terminal.export(ledger(unit))
    days = {one[0]["text"]: one[0].get("confirmed_on") for key, one in here.items() if key.startswith("deeds/")}
    assert days == {"修路": "2026-09-28", "修桥": None}, days

    # A sheet without the column leaves it as it is; a corrected text is asked about and takes the place of the former.
    plain = sheet("言行.csv", "姓名,日期,类别,内容", "王芳,2026/9/1,弘扬正气,修路", "李四,2026/9/2,弘扬正气,修桥")
    assert take(terminal, plain)["recorded"] == 0
    corrected = sheet("言行.csv", header, "王芳,2026/9/1,弘扬正气,修村口路,是", "李四,2026/9/2,弘扬正气,修桥,")
    assert take(terminal, corrected, code=2)["faults"][0]["is_question"]
    assert take(terminal, corrected, "--corrected")["recorded"] == 1
    here = terminal.export(ledger(unit))
    texts = {one[0]["text"]: key for key, one in here.items() if key.startswith("deeds/")}
    assert set(texts) == {"修村口路", "修桥"}, texts

    # Who left leaves the standing, and does not come back with the file of before, nor does a withdrawn deed.
    left = take(terminal, sheet("党员.csv", "编号,姓名,身份", "m1,王芳,正式", "m2,陈建国,已转出", "m3,李四,正式"))
    assert any(one["how"] == "left" for one in left["echoes"]), left["echoes"]
    terminal.run("withdraw", "deeds", texts["修桥"].removeprefix("deeds/"), "--reason", "重复")
    sheet("党员.csv", "编号,姓名,身份", "m1,王芳,正式", "m2,陈建国,正式", "m3,李四,正式")
    again = take(terminal, members), take(terminal, corrected, "--corrected")
    assert [one["recorded"] for one in again] == [0, 0], again
    assert all(any(note["what"] == "withdrawn" for note in one["passed_over"]) for one in again), again
    here = terminal.export(ledger(unit))
    assert "withdrawn" in here["standing/m2"][0] and "withdrawn" in here[texts["修桥"]][0]
    said = terminal.run("withdraw", "members", "m3", "--period", PERIOD, "--reason", "转出").said
    assert "本期状况一并撤回" in said, said

    # After the seal it is a supplement; a quarter that is wrong as a whole is taken back.
    terminal.run("seal", PERIOD, "--yes")
    row = ["record", "deeds", "党员=王芳", "日期=2026/9/3", "类别=弘扬正气", "内容=修井"]
    assert "补报" in terminal.run(*row).said
    terminal.run("record", "deeds", "党员=王芳", "日期=2206/9/3", "类别=弘扬正气", "内容=修井", code=2)
    terminal.run("record", "deeds", "党员=王芳", "日期=2206/9/3", "类别=弘扬正气", "内容=修井", "--far-dates")
    assert "闪光言行 1 条" in terminal.run("withdraw", "deeds", "--period", "2206Q3", "--reason", "年份写错", code=2).said
    terminal.run("withdraw", "deeds", "--period", "2206Q3", "--reason", "年份写错", "--yes")
