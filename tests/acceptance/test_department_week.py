"""What a department meets in its week: rules that are changed number by number, findings page by page."""

import re

from browser import chromium, desk
from place import PERIOD, VILLAGES


def test_rules_are_changed_by_fields(place):
    """A number that is typed in its field changes its place in the text alone, and the sentence beside it, while one types; without a script as well."""
    county, *_ = place.desks(VILLAGES[:1])
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        person.go(f"/{PERIOD}/scheme")
        before = page.input_value("#text")

        def change(place, typed):
            page.fill(f"input[data-field='{place}']", typed)
            page.press(f"input[data-field='{place}']", "Tab")

        sentence = "[data-sentence='village/deeds']"
        said = person.text(sentence)
        assert said, "each indicator is said in words"
        change("village/indicators/deeds/points/to", "3")
        page.wait_for_function("before => document.getElementById('text').value !== before", arg=before)
        after = page.input_value("#text")
        differing = [(one, other) for one, other in zip(before.splitlines(), after.splitlines()) if one != other]
        assert len(differing) == 1 and "to = 3 }" in differing[0][1], differing
        assert differing[0][0].split("#")[1] == differing[0][1].split("#")[1], "the comment stays"
        assert person.text(sentence) != said and "3" in person.text(sentence), person.text(sentence)
        # What is wrong is said at once, and stays in its field.
        change("village/candidates/share", "很多")
        person.wait_for("要填数", "#checked")
        assert page.input_value("#text") == after
        change("village/candidates/share", "8%")
        page.wait_for_function("() => document.getElementById('text').value.includes('share = 0.08')")
        # A text that is changed by hand changes the fields.
        page.fill("#text", page.input_value("#text").replace("deadline_days = 10", "deadline_days = 11"))
        page.wait_for_function("() => document.querySelector(\"input[data-field='deadline_days']\").value === '11'")
        # What was typed last goes along with whatever is pressed next.
        page.evaluate("() => { document.querySelector(\"input[data-field='grace_days']\").value = '4'; }")
        page.click("button[name=write]")
        page.wait_for_load_state()
        written = page.input_value("#text")
        assert "grace_days = 4" in written and "deadline_days = 11" in written and "share = 0.08" in written
        assert "没有发现问题" in person.text("#checked"), person.text("#checked")
        assert not person.faults, person.faults


def test_findings_are_shown_page_by_page(place):
    """Fifty findings a page; what was done with one leads to the page on which it stands; all of them on one, to print."""
    county, *_ = place.desks(VILLAGES[:1])
    rows = ["unit,finding,date,clause,text,points,due"]
    rows += [f"{VILLAGES[0]},f{number:02},2026-08-01,主题党日,第{number:02}条,0.1,2026-12-{10 + number % 20}" for number in range(60)]
    # Ids are a village's own: another has a finding of the same.
    rows.append(f"{VILLAGES[1]},f00,2026-08-01,走访,记录不全,0.1,2026-12-20")
    findings = place.folder / "findings.csv"
    findings.write_text("\n".join(rows) + "\n", encoding="utf-8")
    county.run("import", findings, "--period", PERIOD, "--operator", "组织部")
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        person.go(f"/{PERIOD}/findings")
        assert page.locator("main tbody tr").count() == 50, person.text()
        assert "第 1–50 条，共 61 条" in person.text()
        page.click("main a:has-text('下一页')")
        page.wait_for_load_state()
        assert page.locator("main tbody tr").count() == 11 and "第 51–61 条，共 61 条" in person.text(), person.text()
        line = page.locator("main tbody tr").last
        named = re.search(r"第\d\d条|记录不全", line.inner_text())[0]
        line.locator("summary").first.click()
        line.locator("input[name=fixed_on]").fill("2026-08-05")
        line.locator("form button").first.click()
        page.wait_for_load_state()
        assert named in person.text("main table"), "the page on which it stands now"
        person.go(f"/{PERIOD}/findings?pages=all")
        assert page.locator("main tbody tr").count() == 61
        line = page.locator("main tbody tr", has_text="走访")
        line.locator("summary").first.click()
        line.locator("input[name=fixed_on]").fill("2026-08-05")
        line.locator("form button").first.click()
        page.wait_for_load_state()
        assert "“走访”" in person.text("main .notice"), person.text("main .notice")
        assert not person.faults, person.faults
