"""A list that would rest on receipts that somebody altered in the store: the page says which, and how to go on."""

import sqlite3

from browser import chromium, desk
from place import PERIOD, VILLAGES, send_quarter, wait_until
from test_above import says_yes

ALTERED = "UPDATE receipts SET received_at = received_at + 1 WHERE log_id IN (SELECT id FROM logs WHERE kind = 401)"


def alter(node):
    with sqlite3.connect(node.folder / "data.sqlite", timeout=10) as store:
        store.execute(ALTERED)
    store.close()


def confirmed(person, typed):
    person.page.fill("#unwhole-confirm", typed)
    person.page.click("#unwhole button")
    person.page.wait_for_load_state()


def test_a_list_on_altered_receipts_is_made_and_published_by_who_types_the_name(place):
    """The run and the publication are refused with what is not whole, made by whoever types the unit's name, and audited."""
    county, township, terminals = place.desks(VILLAGES[:1])
    send_quarter(terminals[0], VILLAGES[0], 3)
    wait_until("the county has it", lambda: f"ledger/{VILLAGES[0]}/{PERIOD}" in county.documents())
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        person.go(f"/{PERIOD}/publication")
        name = person.text(".frame strong")
        page.click("form[action$='/publication/run'] button")
        person.wait_for("已测算")
        # What gives the receipts back is away, so that nothing is mended meanwhile.
        township.kill()
        alter(county)
        page.click("form[action$='/publication/run'] button")
        page.wait_for_selector("#unwhole")
        assert "没有测算" in person.text("#unwhole") and VILLAGES[0] in person.text("#unwhole li"), person.text()
        confirmed(person, "别的县")
        assert "写的是“别的县”" in person.text(".trouble"), person.text()
        page.click("form[action$='/publication/run'] button >> nth=-1")
        page.wait_for_selector("#unwhole")
        confirmed(person, name)
        person.wait_for("已测算")
        # The same before publishing, with what was typed, and it is among what is asked.
        made = page.get_attribute("form[action$='/publish'] input[name=run]", "value")
        page.fill("#confirm", name)
        page.click("form[action$='/publish'] button")
        page.wait_for_selector("#unwhole")
        assert "没有发布" in person.text("#unwhole") and VILLAGES[0] in person.text("#unwhole li"), person.text()
        assert page.locator("#unwhole input[name=confirm]").get_attribute("value") == name
        confirmed(person, name)
        says_yes(person, "回执不全", VILLAGES[0])
        assert "已发布，通报新增" in person.text(), person.text()
        done = {one["event"]: one for one in county.run("audit", "--format", "json").json()}
        assert done["run_not_whole"]["operator"] == "组织部", done
        assert done["publish_not_whole"]["subject"] == made, done
        person.go("/audit")
        assert "回执不全仍测算" in person.text() and "回执不全仍发布" in person.text(), person.text()
        assert not person.faults, person.faults
