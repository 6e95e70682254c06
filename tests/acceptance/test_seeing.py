"""What a village sees of its rows and of its place, and how it takes things back."""

from place import PERIOD, TOWNSHIP, VILLAGES, deeds, send_quarter, write_table

UNIT, OTHER, THIRD = VILLAGES[:3]


def test_rows_are_found_and_an_import_is_taken_back(place):
    """A clerk imports, searches, changes a row, takes the import back; two terminals disagree and one value is chosen."""
    county = place.county()
    township = place.township(county)
    first = place.terminal(county, township.address, UNIT, "first")
    second = place.terminal(county, township.address, UNIT, "second")
    write_table(place.folder / "a", "members", [{"unit": UNIT, "member": "m1", "name": "陈建国", "status": "full"}])
    write_table(place.folder / "a", "deeds", deeds(UNIT, ["d1", "d2"]))
    first.run("import", place.folder / "a", "--operator", "王会计")
    first.run("sync")
    second.run("sync")

    listed = first.run("list", "deeds", "--search", "陈建国 8月2日", "--format", "json").json()
    assert [row["id"] for row in listed["rows"]] == ["d1", "d2"]
    assert listed["rows"][0]["members"] == {"m1": "陈建国"} and listed["rows"][0]["mark"] in ("✓✓", "✓✓✓")
    assert listed["rows"][0]["written"]["operator_name"] == "王会计"
    assert "陈建国 m1" in first.run("list", "闪光言行").out
    assert "d1" in first.run("list", "deeds", "--format", "csv").out.splitlines()[1]

    # The same deeds from another file; then one of them is written anew by hand.
    write_table(place.folder / "b", "deeds", deeds(UNIT, ["d1", "d3", "d4"], "修路"))
    first.run("import", place.folder / "b", "--operator", "王会计")
    first.run("withdraw", "deeds", "d4", "--reason", "重复", "--operator", "王会计")
    operations = first.run("undo", "--list", "--format", "json").json()
    told = first.run("undo", "--list").out
    assert "王会计" in told and "闪光言行 3" in told and "登记人" in told, told
    assert [(one["kind"], one["title"]) for one in operations] == [("withdraw", "deeds/d4"), ("import", "b"), ("import", "a")]
    undone = first.run("undo", operations[1]["id"], "--operator", "王会计", "--format", "json").json()
    assert {row["row"]: row["was_new"] for row in undone["back"]} == {"deeds/d1": False, "deeds/d3": True}
    assert [(row["row"], row["why"]) for row in undone["left"]] == [("deeds/d4", "changed_since")]
    assert [row["id"] for row in first.run("list", "deeds", "--format", "json").json()["rows"]] == ["d1", "d2"]
    assert "清理河道 d1" in first.run("show", "deeds", "d1").out
    assert "撤销导入 b" in first.run("show", "deeds", "d3").out
    first.run("reinstate", "deeds", "d3", "--operator", "王会计")
    assert "d3" in first.run("list", "deeds").out

    # Two terminals write the same deed.
    first.run("record", "deeds", "deed=d2", "member=m1", "date=2026-08-02", "kind=服务群众", "text=修桥", "--operator", "王会计")
    second.run("record", "deeds", "deed=d2", "member=m1", "date=2026-08-02", "kind=服务群众", "text=修渠", "--operator", "李书记")
    second.run("sync")
    first.run("sync")
    first.run("sync")
    [conflict] = first.run("conflicts", "--format", "json").json()
    assert first.run("conflicts", "--period", PERIOD, "--format", "json").json() == [conflict]
    assert first.run("conflicts", "--period", "2026Q2", "--format", "json").json() == []
    assert first.run("show", "members", "陈建国", "--format", "json").json()["id"] == "m1"
    assert (conflict["id"], conflict["differs"]) == ("d2", ["text"])
    assert {value["written"]["operator_name"] for value in conflict["values"]} == {"王会计", "李书记"}
    assert "李书记" in first.run("conflicts").out
    number = next(value["number"] for value in conflict["values"] if value["row"]["text"] == "修渠")
    first.run("resolve", "deeds", "d2", "--take", number, "text=修渠修桥", "--operator", "王会计")
    assert "没有冲突" in first.run("conflicts").out
    assert "修渠修桥" in first.run("show", "deeds", "d2").out
    assert len(first.run("history", "deeds", "d2", "--format", "json").json()["versions"]) == 4


def test_a_score_sheet_is_read_without_a_network(place):
    """Three villages are ranked and published; each reads its sheet after everything above has ended."""
    county = place.county()
    township = place.township(county)
    terminals = [place.terminal(county, township.address, unit) for unit in (UNIT, OTHER, THIRD)]
    for strength, (terminal, unit) in enumerate(zip(terminals, (UNIT, OTHER, THIRD))):
        send_quarter(terminal, unit, strength + 1)
    run = county.run("run", PERIOD, "--format", "json").json()["run"]
    county.run("publish", "--yes")
    township.run("sync")
    terminal = terminals[0]
    terminal.run("sync")
    county.stop()
    township.stop()

    sheet = terminal.run("report", "sheet", "--period", PERIOD, "--unit", UNIT, "--format", "json").json()
    assert (sheet["run"], sheet["agreement"]["agreement"]) == (run, "agrees"), sheet
    points = sum(float(line["points"] or 0) for line in sheet["lines"])
    assert abs(points - float(sheet["score"])) < 0.005, sheet
    [line] = [line for line in sheet["lines"] if line["indicator"] == "deeds"]
    rows = [row for reason in line["reasons"] for row in reason["rows"]]
    assert any(row["id"] == "d0" and "党员m1" in row["said"] for row in rows), line
    told = terminal.run("report", "sheet", "--period", PERIOD, "--unit", UNIT).out
    for word in [run[:12], "与", "的通报一致", "闪光言行"]:
        assert word in told, (word, told)

    status = terminal.run("status").out
    for word in ["要做什么", "收到了吗", "我们的位置", "会不会吃亏", f"{PERIOD}：第"]:
        assert word in status, (word, status)
    home = terminal.run("status", "--format", "json").json()["home"]
    past = terminal.run("status", "--period", PERIOD, "--format", "json").json()
    assert past["home"]["period"] == PERIOD and past["home"]["received"]["is_sealed"], past["home"]
    assert all(gap["period"].startswith("2026") and gap["period"] != "2026Q4" for gap in past["gaps"]), past["gaps"]
    assert home["place"]["run"] == run and home["place"]["ranked"] == 3, home
    assert [contact["unit"] for contact in home["network"]["contacts"] if contact["at"]] == [TOWNSHIP]
