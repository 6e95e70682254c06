"""A county whose database was put back by hand: it knows, waits for what it had written, and has no fork."""

import shutil
import subprocess

from place import COUNTY, PERIOD, TOWNSHIP, VILLAGES, health, ledger, psql, send_quarter, wait_until, write_table


def devices(node):
    """Who is enrolled and not revoked, as the `org` document here says."""
    rows = node.export(f"org/{COUNTY}")
    revoked = {key.removeprefix("revocations/") for key in rows if key.startswith("revocations/")}
    return {key.removeprefix("devices/") for key in rows if key.startswith("devices/")} - revoked


def work_after_the_copy(place, county, township):
    """A device is revoked, another enrolled, a run published. Gives what is true from then on."""
    stolen = place.terminal(county, township.address, VILLAGES[1])
    thief = stolen.status()["device"]
    county.run("enrol", "revoke", thief, "--reason", "电脑被盗")
    late = place.terminal(county, township.address, VILLAGES[2])
    send_quarter(late, VILLAGES[2])
    wait_until("the county has it", lambda: ledger(VILLAGES[2]) in county.documents())
    run = county.run("run", PERIOD, "--format", "json").json()["run"]
    county.run("publish", "--yes")
    everything = county.export(f"org/{COUNTY}")
    wait_until("the township has it", lambda: township.export(f"org/{COUNTY}") == everything)
    bulletin = ["export", f"bulletin/{COUNTY}/{PERIOD}", "--format", "json"]
    wait_until("and the bulletin", lambda: run in township.run(*bulletin, code=None).out)
    for unit in [TOWNSHIP, *VILLAGES]:
        sheet = ["export", f"sheet/{unit}/{PERIOD}", "--format", "json"]
        wait_until(f"and the score sheet of {unit}", lambda: run in township.run(*sheet, code=None).out)
    return stolen, late, run


def check_waits(place, county, stolen, unused):
    """Nobody below has connected: it says what is missing, and writes nothing that could contradict it."""
    code, page = health(county)
    assert code == 503 and f"org/{COUNTY}" in page and f"bulletin/{COUNTY}" in page, page
    missing = {one["document"] for one in county.status()["missing"]}
    # The score sheets go with the bulletin.
    missing = {one for one in missing if not one.startswith("sheet/")}
    assert missing == {f"org/{COUNTY}", f"bulletin/{COUNTY}/{PERIOD}", f"log/{COUNTY}"}
    assert "resume" in county.run("enrol", "code", "--unit", VILLAGES[3], code=4).said
    newcomer = ["init", "terminal", "--upstream", county.address, "--code"]
    said = place.node("newcomer").run(*newcomer, unused, code=4).said
    assert "until its townships have given back what it lacks" in said, said
    write_table(place.folder / "units", "units", [{"code": f"{VILLAGES[3]}-001", "name": "一组", "kind": "group"}])
    assert "resume" in county.run("import", place.folder / "units", code=4).said
    assert "not complete" in county.run("enrol", "list").said
    ranked = county.run("run", PERIOD, "--format", "json").said
    assert "not complete" in ranked and "cunbang publish" not in ranked, ranked
    assert "resume" in county.run("publish", "--yes", code=4).said
    assert "revoked would be let in again" in county.run("resume", "--reason", "不等了", code=2).said
    told = county.run("doctor", "--wide", code=1)
    assert "were written here and are missing" in told.out, told.out
    # The stolen computer is not served, though its revocation is not known here.
    stolen.run("sync", code=4)


def check_whole(place, county, township, stolen, late, run):
    """The township has given everything back."""
    wait_until("it has everything again", lambda: not county.status()["missing"])
    thief, honest = stolen.status()["device"], late.status()["device"]
    assert thief not in devices(county) and honest in devices(county)
    assert stolen.run("sync", code=None).code == 3, "it stays revoked"
    late.run("sync")
    # The run itself was in the database alone.
    told = county.run("doctor", "--wide", code=1).out
    assert run in told and "was published here and is missing" in told, told
    assert health(county)[0] == 503
    # On the same data, which comes with the same exchange, it is the same run.
    wait_until("the same run", lambda: county.run("run", PERIOD, "--format", "json").json()["run"] == run)
    county.run("doctor")
    assert health(county)[0] == 200
    # What is written from now on reaches everybody.
    place.terminal(county, township.address, VILLAGES[4])
    county.run("enrol", "revoke", honest, "--reason", "换机")
    wait_until("the township knows", lambda: devices(township) == devices(county))
    assert county.status()["forks"] == [] and township.status()["forks"] == []
    assert county.status()["conflicts"] == []
    wait_until("in step", lambda: health(township)[0] == 200)


def test_a_county_put_back_from_pg_dump(place):
    store = place.database()
    county = place.county(store=store)
    township = place.township(county)
    place.terminal(county, township.address, VILLAGES[0])
    unused = county.code_for(VILLAGES[3])
    dump = place.folder / "county.dump"
    subprocess.run(["pg_dump", "--format=custom", f"--file={dump}", store], check=True, timeout=60)
    stolen, late, run = work_after_the_copy(place, county, township)
    township.kill()
    county.kill()
    name = place.databases[-1]
    psql("postgres", f'DROP DATABASE "{name}" WITH (FORCE)')
    psql("postgres", f'CREATE DATABASE "{name}"')
    subprocess.run(["pg_restore", "--exit-on-error", f"--dbname={store}", dump], check=True, timeout=60)
    county.serve()
    stolen.run("sync", code=4)
    check_waits(place, county, stolen, unused)
    township.serve()
    check_whole(place, county, township, stolen, late, run)


def test_a_county_whose_file_was_put_back_under_it(place):
    """With SQLite, and nobody stopped anything but the county."""
    county = place.county()
    township = place.township(county)
    county.stop()
    shutil.copy(county.folder / "data.sqlite", place.folder / "copy.sqlite")
    county.serve()
    stolen, late, run = work_after_the_copy(place, county, township)
    county.kill()
    for ending in ["-wal", "-shm"]:
        (county.folder / f"data.sqlite{ending}").unlink(missing_ok=True)
    shutil.copy(place.folder / "copy.sqlite", county.folder / "data.sqlite")
    county.serve()
    check_whole(place, county, township, stolen, late, run)


def test_what_nobody_has_is_given_up_by_a_person(place):
    county = place.county()
    code = county.code_for(VILLAGES[0])
    county.stop()
    shutil.copy(county.folder / "data.sqlite", place.folder / "copy.sqlite")
    county.serve()
    lost = place.node("lost")
    lost.run("init", "terminal", "--upstream", county.address, "--code", code)
    county.kill()
    for ending in ["-wal", "-shm"]:
        (county.folder / f"data.sqlite{ending}").unlink(missing_ok=True)
    shutil.copy(place.folder / "copy.sqlite", county.folder / "data.sqlite")
    county.serve()
    assert health(county)[0] == 503
    assert county.run("resume", code=2).said
    assert "--yes" in county.run("resume", "--reason", "没有其他节点", code=2).said
    said = county.run("resume", "--reason", "没有其他节点", "--yes").said
    assert f"org/{COUNTY}" in said, said
    wait_until("the service has seen it", lambda: health(county)[0] == 200)
    assert "no" not in county.run("resume", "--reason", "再次").out
    assert "没有缺失" in county.run("resume", "--reason", "再次").said
    kinds = {one["kind"] for one in county.status()["incidents"]}
    assert {"new_incarnation", "given_up"} <= kinds, kinds
    county.run("doctor")
    # The code was used after the copy was made, which the copy does not know.
    again = place.node("again")
    refused = again.run("init", "terminal", "--upstream", county.address, "--code", code, code=3)
    assert "is void" in refused.said, refused.said
    assert "void_codes" in county.run("audit", "--format", "json").out
    place.terminal(county, county.address, VILLAGES[1])
    audited = county.run("audit", "--format", "json").json()
    assert "give_up" in {one["event"] for one in audited}
    enrolled = [one["operator"] for one in audited if one["event"] == "enrol"]
    assert enrolled and set(enrolled) == {"张三"}, audited


def put_back(place, county, names):
    """Puts a county's files back as they were copied, and serves again."""
    county.kill()
    for ending in ["-wal", "-shm"]:
        (county.folder / f"data.sqlite{ending}").unlink(missing_ok=True)
    for name in names:
        shutil.copy(place.folder / "copy" / name, county.folder / name)
    county.serve()


def enrol(place, county, name, code, ending=0):
    return place.node(name).run("init", "terminal", "--upstream", county.address, "--code", code, code=ending).said


def test_codes_of_a_county_that_was_put_back(place):
    """One that may have been used is good for nothing; one that was made since is good, whoever connects when."""
    county = place.county()
    township = place.township(county)
    used, unused = county.code_for(VILLAGES[0]), county.code_for(VILLAGES[1])
    county.stop()
    shutil.copytree(county.folder, place.folder / "copy")
    county.serve()
    # It may take a moment until the township has seen that the county is there again.
    first = ["init", "terminal", "--upstream", township.address, "--code", used]
    wait_until("the code is taken", lambda: place.node("first").run(*first, code=None).code == 0)
    wait_until("the township has it", lambda: devices(township) == devices(county))
    township.kill()

    # With the mark beside the store, nothing tells the county that it is an older one.
    put_back(place, county, ["data.sqlite", "written.txt"])
    for code in [used, unused]:
        assert "no township has connected" in enrol(place, county, "second", code, 3)
    township.serve()
    wait_until("it is told", lambda: "codes_void" in {one["kind"] for one in county.status()["incidents"]})
    assert "is void" in enrol(place, county, "second", used, 3)
    enrol(place, county, "third", county.code_for(VILLAGES[1]))

    # Without the mark it knows at once, and a person decides not to wait.
    wait_until("both have all", lambda: devices(township) == devices(county))
    county.run("enrol", "revoke", place.node("third").status()["device"], "--reason", "换机")
    wait_until("the township has it", lambda: devices(township) == devices(county))
    township.kill()
    put_back(place, county, ["data.sqlite"])
    county.run("resume", "--reason", "不等了", "--yes")
    made_since = county.code_for(VILLAGES[2])
    township.serve()
    wait_until("the township has given back what it had", lambda: len(devices(county)) == len(devices(township)) > 2)
    enrol(place, county, "fourth", made_since)
    for code in [used, unused]:
        assert "is void" in enrol(place, county, "fifth", code, 3)


def test_two_branches_of_the_countys_own_log_have_a_way_out(place):
    """A machine resumed from a snapshot, mark and all, that was written to before any township had connected."""
    county = place.county()
    township = place.township(county)
    county.stop()
    shutil.copytree(county.folder, place.folder / "snapshot")
    county.serve()
    first = place.terminal(county, township.address, VILLAGES[0]).status()["device"]
    wait_until("the township has it", lambda: first in devices(township))
    township.kill()
    county.stop()
    shutil.rmtree(county.folder)
    shutil.copytree(place.folder / "snapshot", county.folder)
    county.serve()
    county.run("backup", place.folder / "before.tar.zst")
    second = place.terminal(county, county.address, VILLAGES[1])
    township.serve()
    wait_until("the county is told", lambda: health(county)[0] == 503)
    assert "another branch of org" in health(county)[1], health(county)
    ranked = county.run("run", PERIOD).said
    assert "two branches" in ranked and "cunbang publish" not in ranked, ranked
    assert "another branch" in county.run("publish", "--yes", code=2).said
    told = [one["message"] for one in county.status()["incidents"] if one["kind"] == "own_fork"]
    assert len(told) == 1 and "restore --force" in told[0] and "rejoin --from" in told[0], told

    county.stop()
    county.run("restore", place.folder / "before.tar.zst", "--force")
    aside = county.folder / "data.sqlite.before-restore-1"
    county.serve()
    wait_until("the township gave its branch back", lambda: first in devices(county))
    wait_until("nothing is missing", lambda: not county.status()["missing"])
    assert second.status()["device"] not in devices(county)
    county.stop()
    assert county.run("rejoin", "--from", place.folder / "nothing", code=2).said
    said = county.run("rejoin", "--from", aside)
    assert second.status()["device"] in said.out, said.out
    once = county.documents()
    county.run("rejoin", "--from", aside)
    assert county.documents() == once, "a second time, nothing is written"
    county.serve()
    both = {first, second.status()["device"]}
    wait_until("everybody has both branches' rows", lambda: both <= devices(county) and both <= devices(township))
    third = place.terminal(county, township.address, VILLAGES[2]).status()["device"]
    wait_until("what is enrolled from now on reaches the township", lambda: third in devices(township))
    # The terminal that was enrolled meanwhile has the branch that was left.
    assert "cunbang rejoin" in second.run("sync", code=3).said
    second.run("rejoin")
    second.run("sync")
    assert third in devices(second)
    for node in [county, township]:
        wait_until(f"all is well: {health(node)[1][:900]}", lambda node=node: health(node)[0] == 200, 5)
    assert county.status()["conflicts"] == []
    county.run("doctor")


def test_a_county_whose_store_was_lost_waits(place):
    """With its mark there: nobody is told to import the units again, which those below have."""
    county = place.county()
    township = place.township(county)
    everything = county.export(f"org/{COUNTY}")
    wait_until("the township has it", lambda: township.export(f"org/{COUNTY}") == everything)
    township.kill()
    county.kill()
    for ending in ["", "-wal", "-shm"]:
        (county.folder / f"data.sqlite{ending}").unlink(missing_ok=True)
    for asked in [["enrol", "code", "--unit", VILLAGES[0]], ["run", PERIOD]]:
        said = county.run(*asked, code=4).said
        assert "resume" in said and "import units" not in said, said
    county.serve()
    assert health(county)[0] == 503
    township.serve()
    wait_until("it has everything again", lambda: not county.status()["missing"])
    assert devices(county) == devices(township)
