"""The history of a row, as people at the village, the township and elsewhere see it."""

from place import PERIOD, VILLAGES, deeds, ledger, write_table

UNIT = VILLAGES[0]


def test_a_rows_versions_with_their_writers_and_receipts(place):
    """Two terminals write one deed, one of them withdraws it; a stranger's row is refused."""
    county = place.county()
    township = place.township(county)
    first = place.terminal(county, township.address, UNIT, "first")
    second = place.terminal(county, township.address, UNIT, "second")

    def record(node, text, operator):
        write_table(place.folder / "more", "deeds", deeds(UNIT, ["d1"], text))
        node.run("import", place.folder / "more", "--operator", operator)

    record(first, "清理河道", "王会计")
    first.run("sync")
    second.run("sync")
    record(second, "修路灯", "李书记")
    second.run("withdraw", "deeds", "d1", "--reason", "重复登记", "--operator", "李书记")

    history = second.run("history", "deeds", "d1", "--format", "json").json()
    assert (history["document"], history["row"]) == (ledger(UNIT), "deeds/d1")
    versions = history["versions"]
    assert [one["operator_name"] for one in versions] == ["王会计", "李书记", "李书记"]
    assert all(one["operator"].startswith("op-") for one in versions), versions
    assert [one["replaces"] for one in versions] == [[], [1], [2]]
    assert [one["stands"] for one in versions] == [False, False, True]
    assert [one["withdrawn"] for one in versions] == [None, None, "重复登记"]
    assert versions[0]["device"] == first.status()["device"] != versions[1]["device"]
    assert versions[1]["changes"] == [{"column": "text", "before": ["清理河道 d1"], "after": "修路灯 d1"}]
    assert versions[0]["receipts"] and versions[0]["mark"] in ("✓✓", "✓✓✓")
    assert (versions[2]["receipts"], versions[2]["mark"]) == ([], "✓")
    second.run("sync")

    # The township's people see the same, in both languages.
    told = township.run("history", "闪光言行", "d1", "--unit", UNIT, "--period", PERIOD).out
    for word in ["王会计", "李书记", "内容 text: 清理河道 d1 → 修路灯 d1", "撤回原因 withdrawn: — → 重复登记", "现行 stands", "received by"]:
        assert word in told, (word, told)
    refused = second.run("history", "deeds", "d1", "--unit", VILLAGES[1], code=3).said
    assert VILLAGES[1] in refused, refused
    assert "deeds/d9" in second.run("history", "deeds", "d9", code=2).said
