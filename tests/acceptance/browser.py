"""A browser, and an operator in it: Chromium without a window, driven by Playwright."""

import contextlib
import re
import shutil

from place import ROOT, Missing, wait_until

PASSWORD = "村口老槐树二零零八"
OPERATOR = "王会计"
# Chromium looks for its makers' servers unless it is told not to; a test needs none.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = ROOT / "target" / "tests" / "node" / "node_modules" / "axe-core" / "axe.min.js"


def pages_of(node):
    """The address of a node's pages as it said it last, and that with which the first operator is made, if any."""
    said = (node.folder / "serve.log").read_text(errors="replace")
    address = re.findall(r"pages: (http://\S+)", said)[-1]
    return address.split("/start")[0].rstrip("/"), address


class Desk:
    """An operator at the pages of a node."""

    def __init__(self, node, page):
        self.node, self.page = node, page
        self.faults = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.note(message))

    def note(self, message):
        # What a page refuses on purpose is no fault of the page; nor that what follows news finds a program away.
        follows = re.search(r"/(live|frame)(\?|$)", message.location.get("url", ""))
        if message.type == "error" and "status of 4" not in message.text and not follows:
            self.faults.append(message.text)

    @property
    def base(self):
        return pages_of(self.node)[0]

    def begin(self, operator=OPERATOR):
        """Makes the first operator, who is logged in by that; and at the command line nobody else does anything from now on."""
        self.node.environment = self.node.environment | {"CUNBANG_OPERATOR": operator}
        self.page.goto(pages_of(self.node)[1])
        self.page.fill("#operator", operator)
        self.page.fill("#password", PASSWORD)
        self.page.fill("#repeated", PASSWORD)
        self.page.click("main button")
        self.page.wait_for_selector("body[data-operator]")
        return self

    def log_in(self, operator=OPERATOR):
        self.page.wait_for_selector("form[action='/login']")
        self.page.fill("#operator", operator)
        self.page.fill("#password", PASSWORD)
        self.page.click("form[action='/login'] button")
        self.page.wait_for_load_state()
        return self

    def go(self, path):
        answer = self.page.goto(self.base + path)
        return answer

    def text(self, selector="main"):
        return self.page.inner_text(selector)

    def wait_for(self, text, selector="main"):
        """Waits until something stands on the page."""
        self.page.wait_for_function(
            "([selector, text]) => document.querySelector(selector)?.innerText.includes(text)", arg=[selector, text]
        )

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text):
        """As an input method does it."""
        self.page.keyboard.insert_text(text)

    def row(self, *cells):
        """Types a row into the grid from where one is: a text, or a digit that chooses, for each column."""
        for cell in cells:
            if cell in list("123456789"):
                self.press(cell)
            elif cell:
                self.type(cell)
            self.press("Tab")

    def is_saved(self, id_or_text):
        self.page.wait_for_function(
            "(text) => [...document.querySelectorAll('table.grid tr[data-id]')].some((row) => row.textContent.includes(text))",
            arg=id_or_text,
        )

    def upload(self, path):
        self.page.set_input_files("#file", str(path))
        self.page.click("form[enctype] button")
        self.page.wait_for_load_state()

    def accessibility(self):
        """What axe finds wrong with the page."""
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'best-practice'] })")
        return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]


# Chromium made for working without a window starts in a fraction of the time; the whole one is what people have.
PROGRAMS = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]


@contextlib.contextmanager
def chromium(whole=False):
    """A browser; its pages end with it. The whole one where the look of a page is measured."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise Missing("playwright for Python is not here: tests/run installs it") from error
    program = next(filter(None, map(shutil.which, PROGRAMS[1:] if whole else PROGRAMS)), None)
    if not program:
        raise Missing("there is no Chromium: tests/run installs it")
    if not AXE.exists():
        raise Missing("axe-core is not here: tests/run installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        try:
            yield browser
        finally:
            browser.close()


def desk(browser, node):
    """A window of 1366 × 768 on a node's pages; a network beyond this machine fails the test."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page = context.new_page()
    opened = Desk(node, page)
    page.on(
        "request",
        lambda request: request.url.startswith(("http://127.0.0.1:", "data:")) or opened.faults.append(request.url),
    )
    wait_until("the pages are up", lambda: "pages: http" in (node.folder / "serve.log").read_text(errors="replace"))
    return opened
