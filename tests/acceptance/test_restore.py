"""A township or a county that was restored from an old backup."""

import shutil

from place import COUNTY, PERIOD, TOWNSHIP, VILLAGES, deeds, health, ledger, wait_until, write_table


def incidents(node):
    return {one["kind"] for one in node.status()["incidents"]}


def test_a_restored_township_gets_everything_back(place):
    """It had acknowledged what its backup lacks: it is told, says so, and has it again."""
    county = place.county()
    township = place.township(county)
    terminals = [place.terminal(county, township.address, unit) for unit in VILLAGES[:2]]

    def record(ids):
        for terminal, unit in zip(terminals, VILLAGES):
            write_table(place.folder / "more", "deeds", deeds(unit, ids))
            terminal.run("import", place.folder / "more")
            terminal.run("sync")

    record(["d1"])
    # While it runs.
    township.run("backup", place.folder / "township.tar.zst")
    record(["d2", "d3"])
    held = [terminal.documents()[ledger(unit)]["township"] for terminal, unit in zip(terminals, VILLAGES)]
    # The county is away, so that what the backup lacks can come from the villages alone.
    county.kill()
    township.kill()
    township.run("restore", place.folder / "township.tar.zst", code=2)
    township.run("restore", place.folder / "township.tar.zst", "--force")
    assert list(township.export(ledger(VILLAGES[0]))) == ["deeds/d1"]
    township.serve()
    for terminal, unit, before in zip(terminals, VILLAGES, held):
        said = terminal.run("sync").said
        assert "no longer has" in said, said
        assert len(township.export(ledger(unit))) == 3
        assert township.documents()[ledger(unit)]["entries"] >= before >= 2
        assert "upstream_restored" in incidents(terminal)
    assert {"new_incarnation", "restored"} <= incidents(township), incidents(township)
    county.serve()
    # It goes on as before.
    record(["d4"])
    for terminal, unit in zip(terminals, VILLAGES):

        def reached_the_county(terminal=terminal, unit=unit):
            terminal.run("sync")
            return terminal.documents()[ledger(unit)]["mark"] == "✓✓✓"

        wait_until("the county has all", reached_the_county)
        assert county.export(ledger(unit)) == terminal.export(ledger(unit))
        assert township.export(ledger(unit)) == terminal.export(ledger(unit))
    assert township.status()["unit"] == TOWNSHIP
    for node in [*terminals, township, county]:
        node.run("doctor")


def test_a_county_that_lost_its_folder_is_not_well_before_its_townships_came(place):
    """No mark says what the backup lacks. What the townships have, revocations above all, it does not know."""
    county = place.county()
    township = place.township(county)
    stolen = place.terminal(county, township.address, VILLAGES[0]).status()["device"]
    unused = county.code_for(VILLAGES[1])
    county.run("backup", place.folder / "county.tar.zst", "--with-keys")
    county.run("enrol", "revoke", stolen, "--reason", "被盗")

    def is_revoked(node):
        return f"revocations/{stolen}" in node.export(f"org/{COUNTY}")

    wait_until("the township has it", lambda: is_revoked(township))
    township.kill()
    county.kill()
    shutil.move(county.folder, place.folder / "lost")
    county.run("restore", place.folder / "county.tar.zst")
    county.serve()
    code, text = health(county)
    assert code == 503 and "尚未联网" in text and "注销" in text, (code, text[:900])
    assert any("were not here since" in trouble for trouble in county.status()["troubles"]), county.status()["troubles"]
    assert not is_revoked(county)
    # Nobody is let in, and no list is made, while what the township has may decide it.
    for refused in [["enrol", "code", "--unit", VILLAGES[1]], ["run", PERIOD], ["publish", "--yes"]]:
        said = county.run(*refused, code=4).said
        assert "were not here since" in said and "cunbang resume" in said, said
    newcomer = ["init", "terminal", "--upstream", county.address, "--code", unused]
    assert "until its townships" in place.node("newcomer").run(*newcomer, code=4).said
    township.serve()
    wait_until("the county is well", lambda: health(county)[0] == 200)
    assert is_revoked(county), "it is well when everything that the township has was taken in, and not before"
    county.run("run", PERIOD)
    # Once more, and a person goes on without them.
    township.kill()
    county.kill()
    shutil.rmtree(county.folder)
    county.run("restore", place.folder / "county.tar.zst")
    county.serve()
    assert health(county)[0] == 503
    county.run("resume", "--reason", "乡镇电脑已报废", "--yes")
    wait_until("the county is well", lambda: health(county)[0] == 200)
