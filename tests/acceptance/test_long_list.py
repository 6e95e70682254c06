"""A ranking of more villages than a page shows, in a browser."""

import urllib.parse

from browser import chromium, desk
from place import PAGES, PERIOD, TOWNSHIP

MORE = 520
ROWS_ON_A_PAGE = 500


def test_a_long_ranking_is_turned_page_by_page_as_it_was_asked_for(place):
    """Every village stands on one of the pages, once, and the links between them keep what was looked for and the order."""
    county = place.county(more=PAGES)
    file = place.folder / "units.csv"
    lines = [f"{TOWNSHIP}{300 + number},新{number:03}村,village" for number in range(MORE)]
    file.write_text("\n".join(["code,name,kind", *lines]), encoding="utf-8-sig")
    county.run("import", file, "--yes")
    county.run("run", PERIOD)
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        asked = {"search": "新", "show": "waiting", "sort": "name", "order": "down", "under": TOWNSHIP}

        def names():
            return page.locator("table.ranking tbody th").all_inner_texts()

        def keeps_what_was_asked():
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(page.url).query))
            assert query.items() >= asked.items(), page.url

        person.go(f"/{PERIOD}/ranking?{urllib.parse.urlencode(asked)}")
        first = names()
        assert len(first) == ROWS_ON_A_PAGE and f"共 {MORE} 个村" in person.text(), len(first)
        assert page.locator("a:has-text('前一页')").count() == 0
        assert not person.accessibility(), person.accessibility()
        page.click("a:has-text('下一页')")
        page.wait_for_url("**start=500**")
        keeps_what_was_asked()
        second = names()
        assert first + second == [f"新{number:03}村" for number in reversed(range(MORE))], (first[-1], second)
        assert page.locator("a:has-text('下一页')").count() == 0
        page.click("a:has-text('前一页')")
        page.wait_for_url("**start=0**")
        keeps_what_was_asked()
        assert names() == first
        # Sorted by another column it begins anew, with what was looked for.
        page.click("a:has-text('下一页')")
        page.wait_for_url("**start=500**")
        page.click("table.ranking thead th >> nth=0 >> a")
        page.wait_for_url("**sort=rank**")
        asked |= {"sort": "rank"}
        del asked["order"]
        keeps_what_was_asked()
        assert len(names()) == ROWS_ON_A_PAGE and "start=" not in page.url, page.url
        page.click("#whole")
        page.wait_for_url("**pages=all**")
        keeps_what_was_asked()
        assert len(set(names())) == MORE
        assert not person.faults, person.faults
