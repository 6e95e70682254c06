"""The screen in a room and the overview, by their geometry: every panel is whole at each size, and no word is cut."""

import csv
import re

from browser import chromium
from played import Played

PERIOD = "2010Q2"
# The county is played first, on a machine that may be busy.
PATIENCE_SECONDS = 400
SIZES = [(1366, 768), (1920, 1080), (3840, 2160), (1024, 768)]
# What there is of panels where two quarters were played.
PANELS = {"coverage", "scores", "movers", "supervision", "townships", "trend"}

# What is cut, lies outside of the window or of its drawing, or on other words of a drawing.
CUT = """() => {
  const wrong = [];
  const [width, height] = [innerWidth, innerHeight];
  const root = document.scrollingElement;
  const inside = (box, of) => box.left >= of.left - 1 && box.right <= of.right + 1 && box.top >= of.top - 1 && box.bottom <= of.bottom + 1;
  if (WHOLE && (root.scrollHeight > height || root.scrollWidth > width)) wrong.push(`scrolls: ${root.scrollWidth} × ${root.scrollHeight}`);
  if (root.scrollWidth > width) wrong.push(`wider than the window: ${root.scrollWidth}`);
  const shown = (one) => one.getClientRects().length > 0;
  for (const one of document.querySelectorAll("h1, h2, h3, p, li, header *, .board span, .board a")) {
    if (!shown(one) || !one.textContent.trim()) continue;
    if (WHOLE && !inside(one.getBoundingClientRect(), { left: 0, top: 0, right: width, bottom: height })) wrong.push(`outside: ${one.textContent}`);
    if (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline") wrong.push(`cut: ${one.textContent}`);
  }
  for (const chart of document.querySelectorAll(".board section > svg.chart")) {
    if (!shown(chart)) continue;
    const frame = chart.getBoundingClientRect();
    if (WHOLE && !inside(frame, { left: 0, top: 0, right: width, bottom: height })) wrong.push("a chart is outside");
    if (frame.height < LEAST) wrong.push(`a chart is ${frame.height} high`);
    const words = [...chart.querySelectorAll("text")].map((one) => [one.textContent, one.getBoundingClientRect()]);
    for (const [text, box] of words) if (!inside(box, frame)) wrong.push(`cut in a chart: ${text}`);
    for (const [index, [text, box]] of words.entries())
      for (const [other, its] of words.slice(index + 1))
        if (Math.min(box.right, its.right) - Math.max(box.left, its.left) > 1 && Math.min(box.bottom, its.bottom) - Math.max(box.top, its.top) > box.height / 4) wrong.push(`${text} lies on ${other}`);
  }
  return wrong;
}"""


def cut(page, whole):
    """What is cut; where the panels are to be `whole`, also what the window does not show."""
    least = page.viewport_size["height"] / 4 if whole else 40
    return page.evaluate(CUT.replace("WHOLE", str(whole).lower()).replace("LEAST", str(least)))


def seventeen_townships(place):
    """A county of more townships than stand beneath each other on a screen, one of which has a long name."""
    names = ["雉城街道", "画溪街道", "太湖街道", "龙山街道", "洪桥镇", "李家巷镇", "夹浦镇", "林城镇", "虹星桥镇", "小浦镇", "和平镇", "泗安镇", "煤山镇",
             "水口乡", "吕山乡", "槐坎乡", "长兴经济技术开发区管理委员会"]
    units = [("330522", "长兴县", "county")]
    for number, name in enumerate(names):
        units.append((f"3305221{number:02}", name, "township"))
        units += [(f"3305221{number:02}{village}", f"{name[:2]}{'甲乙'[village - 201]}村", "village") for village in (201, 202)][: 1 + number % 2]
    path = place.folder / "units.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("code", "name", "kind"), *units])
    return path, names


def test_every_panel_is_whole_on_a_screen(place):
    """At each size and in both languages a panel fills the screen, nothing scrolls, and no word is cut or lies on another; on the
    overview, in large print too, no word of a chart is cut."""
    units, names = seventeen_townships(place)
    played = Played(place, "--units", units, "--scheme", "changxing", "--quarters", "2", "--dir", place.folder / "demo", seconds=PATIENCE_SECONDS)
    address = "http://" + re.search(r"长兴县: http://(\S+?)/", played.told)[1]
    faults = []
    with chromium(whole=True) as browser:
        context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
        page = context.new_page()
        page.goto(address + "/login")
        page.fill("#operator", played.operator)
        page.fill("#password", played.password)
        page.click("form[action='/login'] button")
        page.wait_for_load_state()
        page.goto(f"{address}/{PERIOD}")
        page.click("form[action$='/display'] button")
        page.wait_for_url("**/display/*")
        shown = page.url
        for language in ("zh", "en"):
            for width, height in SIZES:
                room = browser.new_context(viewport={"width": width, "height": height})
                room.add_cookies([{"name": "language", "value": language, "url": address}])
                screen = room.new_page()
                screen.goto(shown)
                seen = set()
                for _ in range(screen.locator(".board > section").count()):
                    panel = screen.locator(".board > section:not([hidden])")
                    assert panel.count() == 1
                    seen.add(panel.get_attribute("id"))
                    faults += [f"{language} {width} × {height} {panel.get_attribute('id')}: {one}" for one in cut(screen, True)]
                    if panel.get_attribute("id") == "coverage":
                        said = panel.inner_text()
                        assert all(name in panel.locator("svg.chart").first.text_content() for name in names), said
                        assert ("按时收到" if language == "zh" else "In time") in said, said
                    screen.keyboard.press("ArrowRight")
                assert seen == PANELS, seen
                # Nobody sits there: nothing leads anywhere.
                assert screen.locator("a").count() == 0
                room.close()
            for print_ in ("usual", "large"):
                context.add_cookies([{"name": name, "value": value, "url": address} for name, value in (("language", language), ("print", print_))])
                for width, height in SIZES[:2]:
                    page.set_viewport_size({"width": width, "height": height})
                    page.goto(f"{address}/{PERIOD}")
                    faults += [f"overview {language} {print_} {width} × {height}: {one}" for one in cut(page, False)]
    assert not faults, "\n".join(sorted(set(faults)))
    played.stop()
