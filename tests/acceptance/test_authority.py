"""The county's certificate authority: its key is lost, and replaced by the procedure in the README."""

import re
import shutil
import sqlite3
import time

from place import COUNTY, PERIOD, TOWNSHIP, VILLAGES, health, ledger, send_quarter, wait_until
from test_replicas import replicas

REASON = "硬盘损坏，私钥无备份"
RENEWED = "证书已续期"


def authorities(node):
    return node.run("authority", "show", "--format", "json").json()


def behind(county):
    return {one["unit"] for one in county.run("authority", "show", "--behind", "--format", "json").json()}


def roots(node):
    return (node.folder / "identity" / "ca.pem").read_text().count("BEGIN CERTIFICATE")


def marks(terminal, unit):
    return terminal.documents()[ledger(unit)]["mark"]


def receipted(terminal, unit):
    """Syncs until the county's receipt is there."""

    def has_arrived():
        terminal.run("sync")
        return marks(terminal, unit) == "✓✓✓"

    wait_until(f"{unit} has the county's receipt", has_arrived)


def test_a_lost_key_is_replaced_and_nobody_enrols_again(place):
    """The whole procedure: trouble at once, words for who enrols, replacement; all follow, a village that was
    off among them; evidence from before, from between and from after verifies."""
    county = place.county()
    township = place.township(county)
    units = VILLAGES[:3]
    villages = [place.terminal(county, township.address, unit) for unit in units]
    here, also_here, away = villages
    for terminal, unit in zip(villages, units):
        send_quarter(terminal, unit)
        receipted(terminal, unit)
    run = county.run("run", PERIOD, "--format", "json").json()["run"]
    county.run("publish", "--yes")
    early = place.folder / "early.jsonl"
    county.run("evidence", run, "--out", early)
    [before] = authorities(county)
    assert (before["state"], before["key"], before["devices"]) == ("current", "here", 5), before
    assert health(county)[0] == 200
    code = county.code_for(VILLAGES[3])
    county.run("authority", "replace", "--reason", REASON, code=3)
    assert authorities(county) == [before], "a key that is fine is not replaced without --yes"

    # The key is lost: everything that looks says so, with what to do; who wants to enrol is told so too.
    (county.folder / "identity" / "ca-key.pem").unlink()
    status, text = health(county)
    assert status == 503 and "私钥" in text and "cunbang authority replace" in text, text
    assert health(township)[0] == 200, "a township needs no such key"
    assert "authority replace" in county.status()["troubles"][0]
    assert "authority replace" in county.run("status").out
    assert "authority replace" in county.run("doctor", code=1).out
    assert "authority replace" in county.run("enrol", "code", "--unit", VILLAGES[4], code=1).said
    newcomer = place.node("newcomer")
    enrol = ["init", "terminal", "--upstream", township.address, "--health", "127.0.0.1:0", "--pages", "127.0.0.1:0"]
    said = newcomer.run(*enrol, "--code", code, code=3).said
    assert "has no key here" in said, said
    here.run("sync")
    assert county.run("enrol", "renew", code=3).said
    log = county.folder / "serve.log"
    wait_until("the node's log says so", lambda: "has no key here" in log.read_text())
    county.stop()
    assert log.read_text().count("has no key here") == 1, "once"
    county.serve()
    assert log.read_text().count("has no key here") == 2, "the start says so as well"

    done = county.run("authority", "replace", "--reason", REASON).said
    fingerprint = re.search(r"authority ([0-9a-f]{64})", done)[1]
    assert fingerprint != before["authority"]
    wait_until("the county is well", lambda: health(county)[0] == 200)
    assert county.run("audit", "--format", "json").out.count("replace_authority") == 1
    county.run("doctor")
    current, former = authorities(county)
    assert (current["authority"], current["key"], former["authority"]) == (fingerprint, "here", before["authority"])

    # The township's service follows by itself. A code from before is of no use and says so; a new one is.
    wait_until("the township has followed", lambda: TOWNSHIP not in behind(county))
    said = newcomer.run(*enrol, "--code", code, code=None)
    assert said.code == 3, said.said
    newcomer.run(*enrol, "--code", county.code_for(VILLAGES[3]))
    newcomer.run("sync")
    assert roots(newcomer) == 2, "it trusts what the former authority issued"
    send_quarter(newcomer, VILLAGES[3])
    receipted(newcomer, VILLAGES[3])
    assert behind(county) == set(units)

    # Terminals that only sync follow and renew, one of them at the county itself.
    assert RENEWED in here.run("sync").said
    assert roots(here) == 2 and behind(county) == set(units[1:])
    assert RENEWED not in here.run("sync").said
    also_here.run("enrol", "renew")
    assert roots(also_here) == 2 and behind(county) == {units[2]}
    between = place.folder / "between.jsonl"
    second = county.run("run", PERIOD, "--format", "json").json()["run"]
    county.run("evidence", second, "--out", between)
    # Everything was off and comes back; the village that was away comes last.
    township.stop()
    county.stop()
    county.serve()
    township.serve()
    send_quarter(away, units[2], 5)
    receipted(away, units[2])
    assert roots(away) == 2 and behind(county) == set()
    [current, former] = authorities(county)
    assert (current["devices"], former["devices"]) == (6, 0)
    for node in [county, township, *villages, newcomer]:
        node.run("doctor")
        node.run("status")

    # Evidence of the run from before, written before and after, and of later runs.
    late, again = place.folder / "late.jsonl", place.folder / "again.jsonl"
    third = county.run("run", PERIOD, "--format", "json").json()["run"]
    county.run("evidence", third, "--out", late)
    county.run("evidence", run, "--out", again)

    def verify(file, authority, code=0):
        return place.run("verify", file, "--authority", authority, "--format", "json", code=code)

    assert verify(early, before["authority"]).json()["successions"] == []
    # What was made before the replacement cannot know of it.
    verify(early, fingerprint, code=3)
    for file, stated in [(between, fingerprint), (late, fingerprint), (again, before["authority"])]:
        for authority in [before["authority"], fingerprint]:
            found = verify(file, authority).json()
            assert found["authority"] == stated, file
            [one] = found["successions"]
            assert (one["authority"], one["follows"]) == (fingerprint, before["authority"])
            assert one["stated_by"]["unit"] == COUNTY
        verify(file, "00" * 32, code=3)
    assert f"{fingerprint} follows {before['authority']}" in place.run("verify", late).out


def test_a_device_that_enrolled_before_and_syncs_after_a_replacement_follows(place):
    """It has heard nothing yet: the lists of devices reach it signed by certificates that it can check."""
    county = place.county()
    township = place.township(county)
    late = place.node("late")
    code = county.code_for(VILLAGES[0])
    late.run("init", "terminal", "--upstream", township.address, "--code", code, "--health", "127.0.0.1:0", "--pages", "127.0.0.1:0")
    (county.folder / "identity" / "ca-key.pem").unlink()
    whole = county.run("backup", place.folder / "county.tar.zst", "--with-keys").said
    assert "authority's key is not here" in whole, whole
    county.run("authority", "replace", "--reason", REASON)
    wait_until("the township follows", lambda: health(township)[0] == 200 and "authorit" not in health(county)[1])
    late.run("sync")
    assert late.status()["units"], "it has the tree"
    send_quarter(late, VILLAGES[0])
    assert late.documents()[ledger(VILLAGES[0])]["township"] > 0


def test_a_replacement_may_end_after_any_step(place):
    """Run again, it goes on where it was, with the same key and one statement; meanwhile the node starts and says
    what is the matter."""
    county = place.county(serve=False)
    (county.folder / "identity" / "ca-key.pem").unlink()
    before = place.folder / "before"
    shutil.copytree(county.folder, before)
    county.run("authority", "replace", "--reason", REASON)
    after = county.folder
    fingerprint = authorities(county)[0]["authority"]

    def begin(folder):
        kept = folder / "identity" / "next-ca.pem"
        kept.write_text("".join((after / "identity" / name).read_text() for name in ("ca-key.pem", "ca.pem")))
        kept.chmod(0o600)

    def take(name):
        return lambda folder: shutil.copy(after / name, folder / name)

    identity = ["ca.pem", "ca-key.pem", "service-certificate.pem", "certificate.pem"]
    names = [f"identity/{name}" for name in identity[:2]] + ["data.sqlite"] + [f"identity/{name}" for name in identity[2:]]
    steps = [begin, *map(take, names)]
    for count in range(1, len(steps) + 1):
        node = place.node(f"killed-{count}")
        shutil.copytree(before, node.folder)
        for step in steps[:count]:
            step(node.folder)
        [trouble] = node.status()["troubles"]
        assert "was interrupted" in trouble, trouble
        assert "was interrupted" in node.run("enrol", "renew", code=3).said
        node.run("authority", "replace", "--reason", REASON)
        assert node.status()["troubles"] == []
        assert [one["authority"] for one in authorities(node)][0] == fingerprint
        assert not (node.folder / "identity" / "next-ca.pem").exists()
        stated = [key for key in node.export(f"org/{COUNTY}") if key.startswith("authorities/")]
        assert stated == [f"authorities/{fingerprint}"], stated
        node.run("doctor")
        node.serve()
        terminal = place.terminal(node, node.address, VILLAGES[0], f"terminal-{count}")
        assert roots(terminal) == 2
        node.stop()


def test_a_replacement_can_be_killed(place):
    """At whatever moment, again and again."""
    county = place.county(serve=False)
    (county.folder / "identity" / "ca-key.pem").unlink()
    for pause in range(8):
        process = county.start("authority", "replace", "--reason", REASON)
        time.sleep(0.015 * pause)
        process.kill()
        process.wait()
        county.run("status")
    if authorities(county)[0]["key"] != "here":
        county.run("authority", "replace", "--reason", REASON)
    assert county.status()["troubles"] == []
    county.run("doctor")
    county.serve()
    terminal = place.terminal(county, county.address, VILLAGES[0])
    assert roots(terminal) == roots(county) == 2


def test_a_county_that_lost_its_second_key_too_replaces_it_again(place):
    """A device that slept through both replacements follows both at once; a dashboard's folder as well."""
    county = place.county()
    away = place.terminal(county, county.address, VILLAGES[0])
    dashboard = place.terminal(county, county.address, COUNTY, "dashboard", role="reader")
    for _ in range(2):
        (county.folder / "identity" / "ca-key.pem").unlink()
        county.run("authority", "replace", "--reason", REASON)
        wait_until("the county serves with it", lambda: health(county)[0] == 200)
    for node in [away, dashboard]:
        assert RENEWED in node.run("sync").said
        assert roots(node) == 3
        assert RENEWED not in node.run("sync").said
    assert behind(county) == set()
    send_quarter(away, VILLAGES[0])
    assert marks(away, VILLAGES[0]) == "✓✓✓"
    run = county.run("run", PERIOD, "--format", "json").json()["run"]
    county.run("evidence", run, "--out", place.folder / "run.jsonl")
    for one in authorities(county):
        arguments = ["verify", place.folder / "run.jsonl", "--authority", one["authority"], "--format", "json"]
        assert len(place.run(*arguments).json()["successions"]) == 2


def test_a_store_from_before_the_replacement_says_it_again(place):
    """The county's store is put back, its keys are not: nobody had heard of the new authority yet, and all hear."""
    county = place.county()
    terminal = place.terminal(county, county.address, VILLAGES[0])
    county.run("backup", place.folder / "county.tar.zst")
    (county.folder / "identity" / "ca-key.pem").unlink()
    county.run("authority", "replace", "--reason", REASON)
    county.stop()
    county.run("restore", place.folder / "county.tar.zst", "--force")
    [trouble] = county.status()["troubles"]
    assert "does not say" in trouble, trouble
    # What is missing may come from below; here nobody has it.
    assert "resume" in county.run("authority", "replace", "--reason", REASON, code=4).said
    county.run("resume", "--reason", "没有其他节点", "--yes")
    county.serve()
    terminal.run("sync")
    assert roots(terminal) == 1 and health(county)[0] == 503
    first = [one["authority"] for one in authorities(county)]
    assert "recorded again" in county.run("authority", "replace", "--reason", REASON).said
    wait_until("the county is well", lambda: health(county)[0] == 200)
    assert [one["authority"] for one in authorities(county)] == first, "it is the same authority"
    assert RENEWED in terminal.run("sync").said
    assert roots(terminal) == 2 and behind(county) == set()


def test_a_county_put_back_with_its_former_key_takes_up_the_present_one(place):
    """Its whole folder is gone, and the backup is from before the replacement. The present key was kept off the
    machine; the present ca.pem is any device's."""
    county = place.county()
    terminal = place.terminal(county, county.address, VILLAGES[0])
    backup, kept = place.folder / "county.tar.zst", place.folder / "kept.pem"
    county.run("backup", backup, "--with-keys")
    county.run("authority", "replace", "--reason", REASON, "--yes")
    shutil.copy(county.folder / "identity" / "ca-key.pem", kept)
    assert RENEWED in terminal.run("sync").said
    county.stop()
    shutil.rmtree(county.folder)
    county.run("restore", backup)
    identity = county.folder / "identity"
    shutil.copy(terminal.folder / "identity" / "ca.pem", identity / "ca.pem")
    [trouble] = county.status()["troubles"]
    assert "does not belong" in trouble, trouble
    shutil.copy(kept, identity / "ca-key.pem")
    county.serve()
    terminal.run("sync")
    # What the terminal knows of the county's own log comes back, and the statement with it.
    wait_until("the county is well", lambda: terminal.run("sync").code == 0 and health(county)[0] == 200)
    other = place.terminal(county, county.address, VILLAGES[1])
    send_quarter(other, VILLAGES[1])
    assert marks(other, VILLAGES[1]) == "✓✓✓"


def test_a_second_replica_wants_the_new_key_too(place):
    """It trusts the new authority at once, as its database says so, and says that its key does not fit."""
    first, second = replicas(place)
    terminal = place.terminal(first, second.address, VILLAGES[0])
    for node in [first, second]:
        assert health(node)[0] == 200
        (node.folder / "identity" / "ca-key.pem").unlink()
        assert health(node)[0] == 503
    first.run("authority", "replace", "--reason", REASON)
    wait_until("the first replica is well", lambda: health(first)[0] == 200)
    assert health(second)[0] == 503
    wait_until("the second replica has heard of it", lambda: roots(second) == 2)
    terminal.run("sync")
    assert roots(terminal) == 2
    shutil.copytree(first.folder / "identity", second.folder / "identity", dirs_exist_ok=True)
    assert health(second)[0] == 200
    assert RENEWED in terminal.run("sync").said
    assert behind(second) == set()


def test_a_key_that_does_not_fit_is_named(place):
    """So is one that others can read, and one that is no key; the right one needs no restart."""
    county, other = place.county(), place.county("other", serve=False)
    key = county.folder / "identity" / "ca-key.pem"
    right = key.read_bytes()

    def trouble(of_key):
        key.write_bytes(of_key)
        status, text = health(county)
        return text if status == 503 else ""

    assert "does not belong" in trouble((other.folder / "identity" / "ca-key.pem").read_bytes())
    assert "cannot be read" in trouble(b"nothing")
    key.chmod(0o644)
    assert "chmod 600" in trouble(right)
    key.chmod(0o600)
    assert health(county)[0] == 200
    place.terminal(county, county.address, VILLAGES[0])


def test_a_wrong_root_is_noticed(place):
    """By who enrols, before the code is used, and at every start: both units are named."""
    county = place.county()
    code = county.code_for(VILLAGES[0])
    terminal = place.node("terminal")
    enrol = ["init", "terminal", "--upstream", county.address, "--code", code]
    said = terminal.run(*enrol, "--root", "620725", code=2).said
    assert "620725" in said and COUNTY in said and "not used" in said, said
    terminal.run(*enrol, "--root", COUNTY)
    configuration = terminal.folder / "cunbang.toml"
    text = configuration.read_text()
    configuration.write_text(text.replace(f'root = "{COUNTY}"', 'root = "620725"'))
    for command in ["sync", "status", "serve"]:
        said = terminal.run(command, code=2).said
        assert "620725" in said and COUNTY in said, said
    # A store of another county in the place of its own.
    configuration.write_text(text)
    terminal.run("status")
    with sqlite3.connect(terminal.folder / "data.sqlite", timeout=10) as store:
        moved = store.execute("UPDATE settings SET value = CAST('620725' AS BLOB) WHERE name = 'root'")
        assert moved.rowcount == 1
    store.close()
    said = terminal.run("sync", code=2).said
    assert "620725" in said and COUNTY in said and "store" in said, said
