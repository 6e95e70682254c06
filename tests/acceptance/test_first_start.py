"""The first start without a command line: from an empty folder to the home page, in a browser, on real nodes."""

import http.client
import re
import urllib.parse

from browser import OPERATOR, PASSWORD, chromium, desk
from place import BINARY, TOWNSHIP, VILLAGES, Node, free_port, off_by, wait_until

VILLAGE = VILLAGES[0]


class FirstStart(Node):
    """A folder without a node, and the program as a menu starts it there."""

    def open(self, *arguments):
        self.said = self.place.folder / f"{self.name}.log"
        command = [str(BINARY), "open", "--print", "--dir", str(self.folder), *arguments]
        with self.said.open("wb") as output:
            self.process = self.place.start(command, self.environment, stdout=output, stderr=output)
        return self.first_address()

    def first_address(self):
        def address():
            text = self.said.read_text(errors="replace")
            assert self.process.poll() is None, text
            found = re.search(r"http://\S+/setup\?key=\S+", text)
            return found and found[0]

        return wait_until("the page of the first start is open", address)

    def device(self):
        return self.status()["device"]


def window(browser):
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN")
    page = context.new_page()
    page.set_default_timeout(60_000)
    return page


def fill(page, invitation, address="", operator=OPERATOR, password=PASSWORD, repeated=None):
    page.fill("#invitation", invitation)
    page.fill("#address", address)
    page.fill("#operator", operator)
    page.fill("#password", password)
    page.fill("#repeated", password if repeated is None else repeated)


def next_page(page):
    page.click("button[value='look']")
    page.wait_for_load_state()


def refused(page, word, focus):
    """What is wrong is said, and the keyboard is in the field that is meant."""
    said = page.inner_text("#refused")
    assert word in said and "cunbang " not in said, said
    if focus:
        assert page.evaluate("document.activeElement.id") == focus, said
    return said


def at_home(page):
    page.wait_for_url(re.compile(r"/20\d\dQ\d$"))
    return page.inner_text("body")


def test_from_an_empty_folder_to_the_home_page(place):
    """With the keyboard alone; a mistake keeps what was typed, and nothing is spent before it is confirmed."""
    county = place.county()
    township = place.township(county)
    code = county.code_for(VILLAGE)
    first = FirstStart(place, "first")
    address = first.open()
    with chromium() as browser:
        page = window(browser)
        page.goto(address)
        assert "key=" not in page.url and page.evaluate("document.activeElement.id") == "invitation"
        faults = desk_faults(page)
        # Group by group, then what is beneath.
        page.keyboard.insert_text(code.lower().replace("-", " "))
        for text in ["", township.address, "", PASSWORD, PASSWORD]:
            page.keyboard.press("Tab")
            page.keyboard.insert_text(text)
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        refused(page, "未填姓名", "operator")
        assert page.input_value("#invitation") and page.input_value("#address") == township.address
        # English and large print keep what was typed, too.
        page.click("button[value='en']")
        page.click("button[value='large']")
        assert "First set-up" in page.inner_text("h1") and page.input_value("#address") == township.address
        faults()
        page.click("button[value='zh']")
        page.fill("#operator", OPERATOR)
        next_page(page)
        shown = page.inner_text("main")
        assert VILLAGE in shown and OPERATOR in shown, shown
        fingerprint = re.search(r"(?:[0-9a-f]{4} ){15}[0-9a-f]{4}", shown)[0].replace(" ", "")
        assert fingerprint in re.sub(r"\s", "", county.run("authority", "show", "--format", "json").out)
        faults()
        assert "open" in [one["state"] for one in county.run("enrol", "codes", "--format", "json").json()]
        assert not (first.folder / "identity").exists() and not (first.folder / "cunbang.toml").exists()
        page.keyboard.press("Enter")
        home = at_home(page)
        assert OPERATOR in home and "本机还没有" not in home, home
        # It has synced: the village is called by its name, and the township is there.
        name = next(one["name"] for one in county.run("report", "units", "--format", "json").json() if VILLAGE in one.values())
        assert name in home, home
        # A window that was left on the page of the first start finds the node.
        page.goto(page_base(address) + "/setup")
        at_home(page)
        assert not list(first.folder.glob("first-start*")), "the key is still there"
    # The same process serves; started again from the menu, the program leads there.
    assert first.process.poll() is None
    again = first.run("open", "--print", "--serve")
    assert again.out.strip() == page_base(address) + "/", again.out
    first.process.terminate()
    assert first.process.wait(60) == 0
    # The next day the same entry serves the node that is there.
    first.run("sync")
    first.said = place.folder / "next.log"
    with first.said.open("wb") as output:
        first.process = place.start([str(BINARY), "open", "--serve", "--print", "--dir", str(first.folder)], stdout=output, stderr=output)
    wait_until("it serves", lambda: answers(page_base(address)))


def page_base(address):
    return address.split("/setup")[0]


def answers(base):
    parts = urllib.parse.urlsplit(base)
    try:
        connection = http.client.HTTPConnection(parts.netloc, timeout=5)
        connection.request("GET", "/login")
        return connection.getresponse().status == 200
    except OSError:
        return False


def desk_faults(page):
    """What axe finds wrong with the page, each time it is asked."""
    from browser import AXE

    def look():
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'best-practice'] })")
        assert not found["violations"], [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"]]

    look()
    return look


def test_every_failure_is_told_and_the_same_code_works_afterwards(place):
    """Wrong, foreign and used codes, no network, names and passwords; nothing is left, and what was typed stays."""
    county = place.county()
    township = place.township(county)
    other = place.county("other", units="changxing")
    code, used = county.code_for(VILLAGE), county.code_for(VILLAGES[1])
    place.node("second").run("init", "terminal", "--upstream", township.address, "--code", used)
    for_node = county.code_for(TOWNSHIP)
    first = FirstStart(place, "first")
    with chromium() as browser:
        page = window(browser)
        page.goto(first.open())
        groups = code.split("-")
        groups[2] = groups[2][:3] + ("7" if groups[2][3] != "7" else "8") + groups[2][4:]
        nobody = f"127.0.0.1:{free_port()}"
        for typed, word, focus in [
            (("", township.address), "未填邀请", "invitation"),
            (("-".join(groups), township.address), "第 3 组", "invitation"),
            ((code, ""), "未填联网地址", "address"),
            ((code, "township"), "township", "address"),
            ((code, nobody), "还不能注册", "address"),
            ((code, other.address), "不属于本县", None),
            ((used, township.address), "另一台电脑用过", "invitation"),
            ((for_node, township.address), "节点", "invitation"),
            ((code, township.address, "组织部"), "组织部", "operator"),
            ((code, township.address, OPERATOR, "short"), "8", "password"),
            ((code, township.address, OPERATOR, PASSWORD, PASSWORD + "x"), "不一致", "password"),
        ]:
            fill(page, *typed)
            next_page(page)
            refused(page, word, focus)
            assert page.input_value("#invitation") == typed[0] and page.input_value("#address") == typed[1]
            assert not (first.folder / "identity").exists() and not (first.folder / "cunbang.toml").exists()
        # A file that holds none, and all that the QR code says in the sheet that was opened as a file.
        fill(page, code, township.address)
        (place.folder / "别的.txt").write_text("通知", encoding="utf-8")
        page.set_input_files("#file", str(place.folder / "别的.txt"))
        next_page(page)
        refused(page, "没有邀请", "invitation")
        assert page.input_value("#invitation") == code
        sheet = place.folder / "单子.html"
        sheet.write_text(f"<p>长平村</p><code>cunbang:{township.address}/{code}</code>", encoding="utf-8")
        page.set_input_files("#file", str(sheet))
        fill(page, "", "")
        next_page(page)
        assert VILLAGE in page.inner_text("main")
        # The network goes before it is confirmed: nothing is left, and the page stays.
        township.kill()
        page.click("button[value='join']")
        page.wait_for_selector("#refused")
        said = refused(page, "还不能注册", None)
        assert township.address in said and not (first.folder / "identity").exists(), said
        township.serve()
        page.click("button[value='back']")
        assert page.input_value("#operator") == OPERATOR
        assert page.input_value("#invitation") == f"cunbang:{township.address}/{code}"
        # The township listens where it did.
        fill(page, f"cunbang:{township.address}/{code}")
        next_page(page)
        page.click("button[value='join']")
        assert OPERATOR in at_home(page)


def test_killed_in_the_middle_it_is_started_again(place):
    """Before and after the code was used; the device is the same, and a page that is open is found again."""
    county = place.county()
    township = place.township(county)
    invitation = f"cunbang:{township.address}/{county.code_for(VILLAGE)}"
    first = FirstStart(place, "first")
    with chromium() as browser:
        page = window(browser)
        address = first.open()
        page.goto(address)
        # The key worked once; whoever starts the program again is led to the same page by another.
        stranger = window(browser)
        stranger.goto(address)
        assert "另一个浏览器窗口" in stranger.inner_text("main") and not stranger.query_selector("form[action='/setup']")
        led = first.run("open", "--print").out.strip()
        assert led.split("?")[0] == address.split("?")[0] and led != address
        stranger.goto(led)
        fill(page, invitation)
        next_page(page)
        stranger.reload()
        assert VILLAGE in stranger.inner_text("main")
        first.kill()
        page = window(browser)
        page.goto(first.open())
        fill(page, invitation)
        next_page(page)
        page.click("button[value='join']")
        assert OPERATOR in at_home(page)
        device = first.device()
        # The power failed after the county had issued the certificate, before the configuration was there.
        for lost in (["cunbang.toml"], ["cunbang.toml", "identity/certificate.pem", "data.sqlite"]):
            first.kill()
            for name in lost:
                (first.folder / name).unlink()
            page = window(browser)
            page.goto(first.open())
            fill(page, invitation)
            next_page(page)
            page.click("button[value='join']")
            assert OPERATOR in at_home(page)
            assert first.device() == device
    assert len(county.run("enrol", "list", "--unit", VILLAGE, "--format", "json").json()) == 1


def test_the_page_is_for_whoever_started_the_program(place):
    """Other sites, other hosts, no cookie and no token change nothing; a folder that cannot be written is told."""
    (place.folder / "file").write_text("")
    first = FirstStart(place, "first")
    # A file is where its folder should be.
    first.folder = place.folder / "file" / "node"
    address = first.open()
    county = place.county()
    base = urllib.parse.urlsplit(address)

    def ask(method, path, body=None, **headers):
        connection = http.client.HTTPConnection(base.netloc, timeout=10)
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()

    form = 'multipart/form-data; boundary="x"'
    body = '--x\r\nContent-Disposition: form-data; name="do"\r\n\r\njoin\r\n--x--\r\n'
    assert ask("GET", "/setup", Host="evil.example")[0] == 421
    assert ask("POST", "/setup", body, Content_Type=form, Origin="http://evil.example")[0] == 403
    assert ask("POST", "/setup", body, Content_Type=form)[0] == 403
    status, headers, text = ask("GET", "/setup")
    assert status == 200 and "default-src 'none'" in headers["content-security-policy"] and "<form" not in text
    assert ask("GET", "/setup?key=WRONG")[2].count("<form") == 0
    with chromium() as browser:
        page = window(browser)
        page.goto(address)
        fill(page, county.code_for(VILLAGE), county.address)
        next_page(page)
        assert str(first.folder) in refused(page, "无法写入", None)


def test_without_arguments_on_a_screen_the_program_opens_the_page(place):
    """As a menu's entry does: in the home folder. Without a screen it explains itself and ends."""
    home = place.folder / "home"
    home.mkdir()
    bare = place.finish(place.start([str(BINARY)], {"DISPLAY": "", "WAYLAND_DISPLAY": ""}), ["cunbang"], code=2)
    assert "--help" in bare.out + bare.said
    log = place.folder / "menu.log"
    surroundings = {"DISPLAY": ":99", "HOME": str(home), "PATH": str(home)}
    with log.open("wb") as output:
        process = place.start([str(BINARY)], surroundings, stdout=output, stderr=output)
    wait_until("the page is open", lambda: "/setup?key=" in log.read_text(errors="replace"))
    assert (home / "cunbang").is_dir()
    process.terminate()
    assert process.wait(60) == 0
    assert not (home / "cunbang").exists(), "nothing was set up, and nothing is left"


def test_a_clock_that_is_off_is_told_by_how_much_and_how_it_is_set(place):
    """Years or days behind, or years ahead, nothing is trusted; a few days ahead, it is said before the code is used."""
    county = place.county()
    township = place.township(county)
    code = county.code_for(VILLAGE)
    with chromium() as browser:
        for days, words in ((-400, "至少慢了 399 天"), (-2, "至少慢了 35 小时"), (4000, "可能至少快了 ")):
            first = FirstStart(place, f"off{days}")
            first.environment = off_by(f"{days:+}d")
            page = window(browser)
            page.goto(first.open())
            fill(page, code, township.address)
            next_page(page)
            said = refused(page, words, None)
            assert "“日期和时间”设置" in said and "再试一次" in said, said
            assert page.input_value("#operator") == OPERATOR
            page.click("button[value='en']")
            first.kill()
        first = FirstStart(place, "ahead")
        first.environment = off_by("+3d")
        page = window(browser)
        page.goto(first.open())
        fill(page, code, township.address)
        next_page(page)
        said = page.inner_text("#clock")
        assert "快了 3 天" in said and "“日期和时间”设置" in said, said
        desk_faults(page)
        assert county.run("enrol", "codes", "--format", "json").json()[-1]["state"] == "open"
        page.click("button[value='back']")
        assert page.input_value("#operator") == OPERATOR
        # With the clock set nothing is said, and the same code works.
        first.kill()
        first.environment = {}
        page = window(browser)
        page.goto(first.open())
        fill(page, code, township.address)
        next_page(page)
        assert page.locator("#clock").count() == 0, page.inner_text("main")
        page.click("button[value='join']")
        assert OPERATOR in at_home(page)
