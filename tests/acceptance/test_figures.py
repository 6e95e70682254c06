"""Figures that units above state of a village, in a browser, on real nodes."""

from browser import chromium, desk
from place import PERIOD, VILLAGES, send_quarter, wait_until


def test_figures_are_stated_above(place):
    """An inspector states figures in a grid; a wrong one is named, a second window overwrites nothing, the village reads them."""
    county, township, terminals = place.desks(VILLAGES[:2])
    village, terminal = VILLAGES[0], terminals[0].serve()
    send_quarter(terminal, village, 6)
    with chromium() as browser:
        inspector = desk(browser, township).begin("督查组")
        page = inspector.page
        inspector.go(f"/{PERIOD}/findings")
        page.click("a:has-text('上级核定数')")
        inspector.wait_for("不算村里的过失")
        second = page.context.new_page()
        second.goto(inspector.base + f"/{PERIOD}/figures")
        bonus, households = (f"input[name='{village}/{figure}']" for figure in ("bonus_items", "households"))
        page.fill(households, "120")
        page.fill(bonus, "说不清")
        page.click("main button:has-text('保存')")
        page.wait_for_selector("main p.trouble:has-text('加分')")
        # Nothing is half kept, and what was typed stays.
        assert page.locator(bonus).get_attribute("aria-invalid") == "true" and page.input_value(households) == "120"
        page.fill(bonus, "3")
        page.click("main button:has-text('保存')")
        inspector.wait_for("已保存 2 处改动")
        assert page.input_value(households) == "120"
        # The other window was made from what stood before.
        second.fill(households, "60")
        second.click("main button:has-text('保存')")
        second.wait_for_selector("main :text('有人改过其中的数')")
        assert second.input_value(households) == "60"
        inspector.go(f"/{PERIOD}/figures")
        assert page.input_value(households) == "120"
        # An emptied field takes the figure back.
        page.fill(households, "")
        page.click("main button:has-text('保存')")
        inspector.wait_for("已保存 1 处改动")
        assert page.input_value(households) == "" and page.input_value(bonus) == "3"

        def stands():
            return terminal.run("list", "stated_figures", "--period", PERIOD, "--format", "csv").out

        wait_until("the village has what was stated of it", lambda: "bonus_items" in stands())
        assert "households" not in stands(), stands()
        refused = terminal.run(
            "record", "stated_figures", "figure=bonus_items", "stated=10", f"period={PERIOD}", code=None
        )
        assert refused.code != 0 and "bonus_items" not in terminal.run("list", "measures", "--format", "csv").out
        clerk = desk(browser, terminal).begin("王会计")
        clerk.go(f"/{PERIOD}/tables")
        clerk.page.click("main a:has-text('上级核定数')")
        clerk.page.wait_for_load_state()
        assert "加分" in clerk.text("main") and clerk.page.locator("main form[method=post][action*='stated_figures']").count() == 0, clerk.text()
        wait_until("the county has it", lambda: "bonus_items" in county.run("list", "stated_figures", "--unit", village, "--format", "csv").out)
        assert not clerk.faults and not inspector.faults, (clerk.faults, inspector.faults)
