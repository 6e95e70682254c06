"""Codes for devices: they work once, for a time, and a mistyped one says where."""

import sqlite3
import time

from place import COUNTY, TOWNSHIP, VILLAGES, free_port, off_by, wait_until


def refused(place, county, code, name, status):
    node = place.node(name)
    done = node.run("init", "terminal", "--upstream", county.address, "--code", code, code=status)
    assert not (node.folder / "cunbang.toml").exists(), "a node was set up without a certificate"
    return done.said


def test_a_code_works_once_and_through_the_township(place):
    """Whoever comes second with a code is told so."""
    county = place.county()
    township = place.township(county)
    code = county.code_for(VILLAGES[0])
    place.node("first").run("init", "terminal", "--upstream", township.address, "--code", code)
    assert "used before" in refused(place, township, code, "second", 3)
    assert "used before" in refused(place, county, code, "third", 3)
    states = [one["state"] for one in county.run("enrol", "codes", "--format", "json").json()]
    assert len(states) == 2 and all(state.startswith("used") for state in states), states


def test_a_code_for_something_else_stays_good(place):
    """What the code is for is compared before it is used up: unit, role, and the township that passes it on."""
    county = place.county()
    township = place.township(county)
    code = county.code_for(VILLAGES[0])
    wrong = place.node("wrong")
    for what in (["terminal", "--unit", VILLAGES[1]], ["township"]):
        said = wrong.run("init", *what, "--upstream", county.address, "--code", code, code=3).said
        assert "the code was not used" in said and VILLAGES[0] in said, said
        assert not (wrong.folder / "cunbang.toml").exists()
    foreign = county.code_for(COUNTY, "--role", "inspector")
    said = wrong.run("init", "terminal", "--upstream", township.address, "--code", foreign, code=3).said
    assert "is not above" in said, said
    wrong.run("init", "terminal", "--unit", VILLAGES[0], "--upstream", township.address, "--code", code)


def test_an_enrolment_can_be_repeated(place):
    """The answer was lost: the same key with the same code gets the same certificate, another key none."""
    county = place.county()
    code = county.code_for(VILLAGES[0])
    terminal = place.node("terminal")
    enrol = ["init", "terminal", "--upstream", county.address, "--code", code]
    terminal.run(*enrol)
    device = terminal.status()["device"]
    # Killed before its certificate was written, and right after.
    for lost in (["cunbang.toml", "identity/certificate.pem", "data.sqlite"], ["cunbang.toml", "data.sqlite"]):
        for name in lost:
            (terminal.folder / name).unlink()
        terminal.run(*enrol)
        assert terminal.status()["device"] == device
    # And after everything.
    assert "can go on with `cunbang serve`" in terminal.run(*enrol, code=2).said
    assert "used before" in refused(place, county, code, "another", 3)
    assert len(county.run("enrol", "list", "--format", "json").json()) == 2


def test_a_county_that_was_killed_while_it_was_set_up_is_set_up_again(place):
    """With the key that it made first."""
    county = place.county(serve=False)
    key = (county.folder / "identity" / "ca-key.pem").read_text()
    for path in [*county.folder.iterdir(), *(county.folder / "identity").iterdir()]:
        if path.is_file() and path.name != "ca-key.pem":
            path.unlink()
    county = place.county()
    assert (county.folder / "identity" / "ca-key.pem").read_text() == key
    place.terminal(county, county.address, VILLAGES[0])


def test_a_code_expires(place):
    """One that was made two hours ago for one. Who gives it another hour in the store has made it void."""
    county = place.county()
    county.environment |= off_by("-2h")
    code = county.code_for(VILLAGES[0], "--hours", "1")
    county.environment = {}
    said = refused(place, county, code, "late", 3)
    assert "expired" in said, said
    assert county.run("enrol", "codes", "--format", "json").json()[-1]["state"] == "expired"
    with sqlite3.connect(county.folder / "data.sqlite", timeout=10) as store:
        moved = store.execute("UPDATE enrolment_codes SET expires_at = expires_at + 7200000 WHERE used_at IS NULL")
        assert moved.rowcount == 1
    store.close()
    said = refused(place, county, code, "again", 3)
    assert "was altered in the county's database" in said, said


def test_a_mistyped_code_names_the_group(place):
    """A code of another county is no typing mistake, and is refused before anything is said."""
    county = place.county()
    code = county.code_for(VILLAGES[0])
    groups = code.split("-")
    symbol = "7" if groups[2][3] != "7" else "8"
    groups[2] = groups[2][:3] + symbol + groups[2][4:]
    assert "group 3" in refused(place, county, "-".join(groups), "mistyped", 2)
    other = place.county("other")
    said = refused(place, other, code, "elsewhere", 3)
    assert "used before" not in said, said
    # Small letters and lost dashes are no mistakes.
    place.node("right").run("init", "terminal", "--upstream", county.address, "--code", code.lower().replace("-", " "))


def test_a_certificate_is_renewed_by_the_township(place):
    """A renewal keeps the device, and the certificate while that lasts; a revoked device gets none."""
    county = place.county()
    township = place.township(county)
    terminal = place.terminal(county, township.address, VILLAGES[0])
    before = terminal.status()
    certificate = (terminal.folder / "identity" / "certificate.pem").read_text()
    terminal.run("enrol", "renew")
    assert (terminal.folder / "identity" / "certificate.pem").read_text() == certificate
    assert terminal.status()["device"] == before["device"]
    terminal.run("sync")
    county.run("enrol", "revoke", before["device"], "--reason", "电脑被盗")
    wait_until("the renewal is refused", lambda: terminal.run("enrol", "renew", code=None).code == 3)
    assert TOWNSHIP == township.status()["unit"]


def test_a_township_that_was_away_knows_of_a_revocation_before_it_serves(place):
    """It hears from the county first; where nobody is there, it serves all the same."""
    county = place.county()
    township = place.township(county)
    terminals = [place.terminal(county, township.address, unit) for unit in VILLAGES[:2]]
    township.stop()
    county.run("enrol", "revoke", terminals[0].status()["device"], "--reason", "电脑被盗")
    township.serve()
    assert "revoked" in terminals[0].run("sync", code=3).said
    terminals[1].run("sync")
    county.stop()
    township.stop()
    township.serve()
    terminals[1].run("sync")


def test_a_county_hands_out_codes_on_paper(place):
    """A sheet for all villages of a township at once; what is on it is typed or scanned; a lost page is cancelled."""
    county = place.county()
    township = place.township(county)
    sheet = place.folder / "codes.html"
    upstream = f"{township.address}={TOWNSHIP}"
    made = county.run(
        "enrol", "code", "--under", TOWNSHIP, "--hours", "336", "--upstream", upstream, "--sheet", sheet, "--format", "json"
    ).json()
    assert [one["unit"] for one in made] == VILLAGES
    page = sheet.read_text()
    assert page.count("<section>") == page.count('class="qr"') == len(VILLAGES)
    for one in made:
        halves = [half for group in one["code"].split("-") for half in (group[:4], group[4:])]
        assert one["upstream"] == township.address and all(half in page for half in halves + [one["name"], one["id"]])
    assert sheet.stat().st_mode & 0o077 == 0, "others on the machine can read the codes"
    lost, typed, scanned, alone = made[:4]
    # A page was lost.
    county.run("enrol", "cancel", lost["id"], "--reason", "信封遗失")
    assert "信封遗失" in refused(place, township, lost["code"], "lost", 3)
    assert not place.node("lost").folder.exists(), "a try that was refused left something"
    states = {one["id"]: one["state"] for one in county.run("enrol", "codes", "--format", "json").json()}
    assert states[lost["id"]].startswith("cancelled") and states[typed["id"]] == "open"
    # Typed, with an input method left on and letters for digits, by someone who says for which village.
    text = typed["code"].lower().replace("0", "o").replace("1", "i").replace("-", "　")
    text = "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)
    terminal = place.node("typed")
    join = ["init", "terminal", "--upstream", township.address, "--code", text, "--label", "会计室电脑"]
    assert "未被使用" in terminal.run(*join, "--unit", scanned["name"], code=3).said
    assert "未被使用" in terminal.run(*join, "--role", "inspector", code=3).said
    terminal.run(*join, "--unit", typed["name"], "--role", "terminal")
    assert terminal.status()["label"] == "会计室电脑"
    assert "enrol revoke" in county.run("enrol", "cancel", typed["id"], "--reason", "发错村", code=2).said
    # Scanned.
    other = place.node("scanned")
    other.run("init", "terminal", "--invitation", f"CUNBANG:{township.address}/{scanned['code']}")
    other.run("sync")
    # Nobody is there: nothing is left, and the code stays good.
    lonely = place.node("lonely")
    assert "未留下" in lonely.run("init", "terminal", "--upstream", "127.0.0.1:1", "--code", alone["code"], code=4).said
    assert not lonely.folder.exists()
    lonely.run("init", "terminal", "--upstream", township.address, "--code", alone["code"])
    # The township sees who has been there.
    device = other.status()["device"]

    def contact():
        listed = township.run("enrol", "devices", "--unit", scanned["unit"], "--format", "json").json()
        return next(one["last_contact"] for one in listed if one["device"] == device)

    assert wait_until("the contact is written down", contact)
    left = county.run("enrol", "code", "--under", TOWNSHIP, "--without-device", "--format", "json").json()
    assert {one["unit"] for one in left} == set(VILLAGES) - {one["unit"] for one in (typed, scanned, alone)}


def test_a_townships_villages_enrol_in_one_room(place):
    """More than a node takes of one address at once: the others wait for their turn by themselves, and say so."""
    units = place.folder / "units.csv"
    villages = [f"330522103{number}" for number in range(200, 226)]
    lines = ["code,name,kind", "330522,长兴县,county", "330522103,洪桥镇,township"]
    units.write_text("\n".join(lines + [f"{one},{one[-3:]}村,village" for one in villages]) + "\n", encoding="utf-8")
    county = place.node("county")
    addresses = ["--listen", f"127.0.0.1:{free_port()}", "--health", "127.0.0.1:0"]
    county.run("init", "county", "--unit", "330522", "--units", units, "--scheme", "standard", "--from", "2026Q3", *addresses)
    county.serve()
    township = place.township(county, unit="330522103")
    codes = {one["unit"]: one["code"] for one in county.run("enrol", "code", "--under", "330522103", "--format", "json").json()}
    assert sorted(codes) == villages
    began = time.monotonic()
    at_once = [
        place.node(one).start("init", "terminal", "--upstream", township.address, "--code", codes[one]) for one in villages
    ]
    said = [place.finish(process, [one, "init"]).said for one, process in zip(villages, at_once)]
    assert time.monotonic() - began < 120, "two minutes are enough"
    waited = [one for one in said if "自动再试" in one]
    assert waited and all("trying again in" in one for one in waited), said
    listed = county.run("enrol", "list", "--unit", "330522103", "--format", "json").json()
    assert sorted(one["unit"] for one in listed if one["role"] == "terminal") == villages


def test_an_office_is_no_operator_of_a_village_and_the_code_is_not_spent(place):
    """Who is to log in first is looked at before the code is used; nothing is left, and a person may use the same code."""
    county = place.county()
    township = place.township(county)
    code = county.code_for(VILLAGES[0])
    secret = place.folder / "密码.txt"
    secret.write_text("村口老槐树二零零八\n", encoding="utf-8")
    enrol = ["init", "terminal", "--upstream", township.address, "--code", code, "--operator-password-file", secret]
    office = place.node("office", {"CUNBANG_OPERATOR": "组织部"})
    said = office.run(*enrol, code=2).said
    assert "组织部" in said and "nothing was set up and nothing is left here" in said, said
    assert not office.folder.exists(), sorted(office.folder.rglob("*"))
    assert county.run("enrol", "codes", "--format", "json").json()[-1]["state"] == "open"
    person = place.node("person", {"CUNBANG_OPERATOR": "王会计"})
    person.run(*enrol)
    assert person.status()["unit"] == VILLAGES[0]


def test_a_set_up_that_was_cut_off_goes_on_with_another_code(place):
    """It was enrolled, and killed before it wrote its configuration. Whoever believes the code to be spent brings another."""
    county = place.county()
    units = {"terminal": VILLAGES[0], "township": TOWNSHIP}
    for kind, unit in units.items():
        node = place.node(kind)
        enrol = ["init", kind, "--upstream", county.address, "--health", "127.0.0.1:0", "--code"]
        node.run(*enrol, county.code_for(unit))
        device = node.status()["device"]
        (node.folder / "cunbang.toml").unlink()
        # One for another unit is no reason to go on as this one.
        other = county.code_for(VILLAGES[1])
        if kind == "terminal":
            assert "enrolled already" in node.run(*enrol, other, code=3).said
        fresh = county.code_for(unit)
        said = node.run(*enrol, fresh).said
        assert "an earlier try that was interrupted enrolled this folder" in said and device in said, said
        assert node.status()["device"] == device
        node.run("sync")
    states = [one["state"] for one in county.run("enrol", "codes", "--format", "json").json()]
    assert states.count("used") == 2, states
