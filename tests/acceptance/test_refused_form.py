"""A form that was refused, in a browser: what was typed stays, and the keyboard is where it is wrong."""

from browser import chromium, desk
from place import PERIOD
from test_pages import VILLAGE, county_with, with_roster


def test_a_refused_meeting_stays_as_it_was_typed(place):
    """With the message and the keyboard where it is wrong; and home names what costs most, with the way there."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)

        def add(title):
            clerk.go(f"/{PERIOD}/meetings")
            clerk.page.select_option("#kind", "theme_day")
            clerk.page.fill("#date", "2026-08-15")
            clerk.page.fill("#title", title)
            clerk.page.uncheck("#everyone")
            clerk.page.click("main form button")
            clerk.page.wait_for_load_state()

        add("八月主题党日")
        assert clerk.page.url.rstrip("/").split("/")[-2] == "meetings", clerk.page.url
        add("又一次")
        assert "8月15日" in clerk.text("#refused") and clerk.page.url.endswith("/meetings")
        assert clerk.page.evaluate("document.activeElement.id") == "date"
        seen = "(id) => { const { top, bottom } = document.getElementById(id).getBoundingClientRect(); return top >= 0 && bottom <= innerHeight }"
        assert clerk.page.evaluate(seen, "date") and clerk.page.evaluate(seen, "refused")
        typed = [clerk.page.input_value(field) for field in ("#kind", "#date", "#title")]
        assert typed == ["theme_day", "2026-08-15", "又一次"] and not clerk.page.is_checked("#everyone")
        assert not clerk.accessibility()
        # Nobody's attendance is marked: that costs most, and its link leads to where it is.
        clerk.go(f"/{PERIOD}")
        assert "眼下最吃亏的一项" in clerk.text("#largest"), clerk.text()
        clerk.page.click("#largest a")
        clerk.page.wait_for_load_state()
        assert f"/{PERIOD}/" in clerk.page.url, clerk.page.url
        assert not clerk.faults, clerk.faults
