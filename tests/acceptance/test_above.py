"""The desks of a county's department and a township's inspector, in a browser, on real nodes."""

import csv
import io
import re
import time
import urllib.parse
import zipfile

from browser import PASSWORD, chromium, desk
from place import PERIOD, VILLAGES, send_quarter, wait_until

SILENT = VILLAGES[2]


def says_yes(person, *lines):
    """Reads the question before what can't be undone, and presses its one button."""
    person.page.wait_for_selector("#question")
    for line in lines:
        assert line in person.text("#question"), person.text()
    assert person.page.locator("main button").count() == 1
    person.page.click("main button")
    person.page.wait_for_load_state()


def live(person, part):
    return person.page.inner_text(f"[data-live='{part}']")


def test_a_department_watches_and_publishes(place):
    """What arrives is on the overview by itself; a run, its preview, decisions, and publishing that must be confirmed."""
    county, township, terminals = place.desks(VILLAGES[:2])
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        person.go(f"/{PERIOD}")
        total = int(re.search(r"(\d+) 个村中还有 \d+ 个未收齐", live(person, "coverage"))[1])
        assert f"0/{total}" in live(person, "coverage")
        # A push is on the screen without anybody touching it.
        send_quarter(terminals[0], VILLAGES[0], 6)
        began = time.monotonic()
        person.wait_for(f"1/{total}", "#coverage")
        print(f"from the end of a village's push to the screen: {time.monotonic() - began:.2f} s at most")
        send_quarter(terminals[1], VILLAGES[1], 2)
        person.wait_for(f"2/{total}", "#coverage")
        # The screen in a room shows the same, without a session, and does nothing else.
        page.click("form[action$='/display'] button")
        page.wait_for_url("**/display/*")
        screen = browser.new_context(viewport={"width": 1920, "height": 1080}).new_page()
        screen.goto(page.url)
        assert f"2/{total}" in screen.inner_text("main") and not screen.query_selector("form"), screen.content()
        assert screen.goto(person.base + "/display/0123456789abcdef").status == 404
        assert "login" in (screen.goto(person.base + f"/{PERIOD}").url)
        # The matrix: those that need a call first, and each cell leads to the rows.
        person.go(f"/{PERIOD}/coverage")
        lines = page.locator("table.matrix tbody tr").all_inner_texts()
        assert len(lines) == total and "未收到" in lines[0] and "无记录" in lines[0], lines[0]
        received = [line for line in lines if "已收到" in line]
        assert len(received) == 2 and all("●" in line for line in received), received
        person.go(f"/{PERIOD}/coverage?show=waiting")
        assert page.locator("table.matrix tbody tr").count() == total - 2
        # Too little is received: a run lists nobody, and is published only by who types the county's name.
        person.go(f"/{PERIOD}/publication")
        page.click("form[action$='/publication/run'] button")
        person.wait_for("已测算")
        assert "没有后进候选" in person.text() and "要求 80%" in person.text(), person.text()
        page.fill("#confirm", "别的县")
        page.click("form[action$='/publish'] button")
        person.wait_for("没有发布")
        county.run("bulletin", code=2)
        # A decision with its reason; on a village that sealed there is none to make.
        assert page.locator(f"#decide-unit option[value='{VILLAGES[0]}']").count() == 0
        page.select_option("#decide-unit", SILENT)
        # What is decided is not what was received.
        received = person.text(".frame")
        page.select_option("#decide-decision", "not_carried_out")
        page.fill("#decide-reason", "多次催报未报")
        page.click("form[action$='/decide'] button:has-text('认定并公开')")
        # Who goes back has decided nothing.
        assert "多次催报未报" in person.text("#question")
        page.click("a:has-text('不办理，返回')")
        assert page.locator("#decisions ~ table").count() == 0
        page.select_option("#decide-unit", SILENT)
        page.select_option("#decide-decision", "not_carried_out")
        page.fill("#decide-reason", "多次催报未报")
        page.click("form[action$='/decide'] button:has-text('认定并公开')")
        says_yes(person, "多次催报未报", "按未开展计分", "可随时写明理由撤回")
        page.wait_for_url("**#decisions")
        assert "已收到 2/" in received and "已收到 2/" in person.text(".frame"), received
        assert "认定" in person.go(f"/{PERIOD}/coverage?search={SILENT}").text()
        assert "已收到" not in page.locator("table.matrix tbody tr").inner_text()
        person.go(f"/{PERIOD}/publication")
        line = page.locator("#decisions ~ table tr", has_text="多次催报未报")
        line.locator("summary").click()
        line.locator("input[name=reason]").fill("经核实系汛期断网")
        line.locator("button").click()
        page.wait_for_url("**#decisions")
        page.select_option("#decide-unit", SILENT)
        page.select_option("#decide-decision", "excuse")
        page.fill("#decide-reason", "汛期受淹，经乡镇核实")
        page.click("form[action$='/decide'] button:has-text('认定并公开')")
        says_yes(person, "不计分、不排名")
        page.wait_for_url("**#decisions")
        assert "汛期受淹" in person.text(), person.text()
        page.click("form[action$='/publication/run'] button")
        person.wait_for("已测算")
        page.fill("#confirm", person.text(".frame strong"))
        page.click("form[action$='/publish'] button")
        says_yes(person, "后进候选 0 个村", "可随时写明理由撤回")
        person.wait_for("已发布，通报新增")
        assert county.run("bulletin", "--format", "json").json(), "the bulletin is there"
        # The ranking, as the address asks for it.
        person.go(f"/{PERIOD}/ranking?sort=score&order=down")
        names = page.locator("main tbody th").all_inner_texts()
        person.go(f"/{PERIOD}/ranking?sort=score")
        assert page.locator("main tbody th").all_inner_texts() == names[::-1]
        person.go(f"/{PERIOD}/ranking?show=waiting")
        assert page.locator("main tbody tr").count() == total - 3
        assert "免考" in person.go(f"/{PERIOD}/ranking?search={SILENT}").text()
        exported = page.request.get(person.base + f"/{PERIOD}/ranking/csv").body()
        assert exported.startswith(b"\xef\xbb\xbf"), exported[:20]
        assert len(list(csv.reader(io.StringIO(exported.decode("utf-8-sig"))))) == total + 1
        workbook = zipfile.ZipFile(io.BytesIO(page.request.get(person.base + f"/{PERIOD}/ranking/xlsx").body()))
        assert "xl/workbook.xml" in workbook.namelist()
        # A village: score, rows, who signed them; no name of a member anywhere.
        person.go(f"/{PERIOD}/units/{VILLAGES[0]}")
        assert "第 1 名 / 2" in person.text() and "逾期上报" in person.text(), person.text()
        page.click("main a[href$='/tables/deeds']")
        page.wait_for_url("**/tables/deeds")
        assert page.locator("main tbody tr").count() == 6
        assert "党员m1" not in page.content() and "m1" in page.content()
        page.click("main tbody a >> nth=0")
        assert "县" in person.text("ol") and "✓✓✓" in person.text("ol"), person.text()
        person.go(f"/{PERIOD}/compare?a={VILLAGES[0]}&b={VILLAGES[1]}")
        assert "高" in person.text("p.lead") and "总分" in person.text(), person.text()
        person.go(f"/{PERIOD}/compare?a={VILLAGES[0]}&b=mean")
        assert "2 个单位平均" in person.text(), person.text()
        person.go(f"/{PERIOD}/heat")
        cell = page.locator("table.heat tbody td a").first.get_attribute("href")
        assert person.go(cell).status == 200
        # A second publication takes the place of the first, which says so wherever it is shown.
        person.go(f"/{PERIOD}/publication")
        first = page.locator("main tr", has_text="已发布").locator("a").get_attribute("href")
        terminals[1].run("record", "attendance", "meeting=t8", "member=m1", "mark=leave")
        terminals[1].run("seal", PERIOD, "--yes")

        def is_received():
            terminals[1].sync()
            return terminals[1].documents()[f"ledger/{VILLAGES[1]}/{PERIOD}"]["mark"] == "✓✓✓"

        wait_until("the county has the supplement", is_received)
        page.click("form[action$='/publication/run'] button")
        person.wait_for("已测算")
        page.fill("#confirm", person.text(".frame strong"))
        page.click("form[action$='/publish'] button")
        says_yes(person, "将被替代")
        person.wait_for("已发布，通报新增")
        states = page.locator("h2:has-text('各次测算') + table td:last-child").all_inner_texts()
        assert states.count("已发布") == 1 and "已被替代" in states, states
        person.go(f"/{PERIOD}/publication{first}")
        assert "已被替代，现行的是" in person.text("main h2 >> nth=0"), person.text()
        person.go(f"/{PERIOD}/ranking{first}")
        assert "已被替代" in person.text(), person.text()
        person.go(f"/{PERIOD}/notice{first}")
        assert "这次排名已被替代" in person.text(), person.text()
        # The notice, ready to be sent out.
        person.go(f"/{PERIOD}/notice")
        assert "征求意见稿" not in person.text()
        notice = page.request.get(person.base + f"/{PERIOD}/notice/html?days=10")
        assert notice.status == 200 and "通报" in notice.text(), notice.status
        document = zipfile.ZipFile(io.BytesIO(page.request.get(person.base + f"/{PERIOD}/notice/docx").body()))
        assert "word/document.xml" in document.namelist()
        assert page.request.get(person.base + f"/{PERIOD}/notice/docx?days=x").status == 422
        assert not person.faults, person.faults


def test_an_inspector_records_and_follows_a_finding(place):
    """What a finding costs is said before it is saved; it is followed until it is put right; all of it without the county."""
    county, township, terminals = place.desks(VILLAGES[:2])
    send_quarter(terminals[0], VILLAGES[0], 6)
    county.kill()
    with chromium() as browser:
        person = desk(browser, township).begin("督查组")
        page = person.page
        person.go(f"/{PERIOD}/units/{VILLAGES[0]}")
        page.click("a:has-text('登记问题')")
        page.fill("#date", "2026-09-10")
        page.fill("#clause", "主题党日")
        page.fill("#text", "会议记录不全")
        page.fill("#points", "2")
        page.fill("#due", "2026-09-20")
        page.click("main form[action*='/findings'] button:has-text('看对得分的影响')")
        person.wait_for("保存后，该村得分由")
        cost = re.search(r"由 ([\d.]+) 变为 ([\d.]+)", person.text())
        assert float(cost[1]) - float(cost[2]) == 2, person.text()
        page.click("button:has-text('保存问题')")
        person.wait_for("逾期 1 件")
        line = page.locator("main tbody tr", has_text="会议记录不全")
        line.locator("summary").click()
        line.locator("input[name=fixed_on]").fill("2026-09-18")
        line.locator("input[name=rechecked_on]").fill("2026-09-22")
        line.locator("select[name=result]").select_option("fixed")
        line.locator("form button").click()
        person.wait_for("已整改 1 件")
        # What is wrong is said, and what was typed stays.
        page.fill("#date", "昨天")
        page.select_option("#unit", VILLAGES[1])
        page.fill("#clause", "主题党日")
        page.fill("#text", "未按时开展")
        page.fill("#points", "1")
        page.fill("#due", "2026-09-30")
        page.click("main form[action*='#new'] button")
        assert "昨天" in person.text(".trouble") and page.input_value("#text") == "未按时开展", person.text()
        page.fill("#date", "2026-09-10")
        page.fill("#due", "2026-09-01")
        page.click("main form[action*='#new'] button")
        assert "不能早于检查日期" in person.text(".trouble"), person.text()
        # The village's rows with names, as the township may see them.
        person.go(f"/{PERIOD}/units/{VILLAGES[0]}/tables/deeds")
        assert "党员m1" in page.content()
        # That the names were seen is audited; what is shown without names is not.
        told = [one for one in township.run("audit", "--format", "json").json() if one["event"] == "read_persons"]
        assert any(one["operator"] == "督查组" and VILLAGES[0] in one["subject"] for one in told), told
        person.go(f"/audit?event=read_persons&person={urllib.parse.quote('督查组')}")
        assert "查看人员信息" in person.text("main tbody"), person.text()
        assert all("督查组" in line for line in page.locator("main tbody tr").all_inner_texts())
        # Nothing outside of the township.
        assert person.go(f"/{PERIOD}/units/330522103202").status == 404
        assert not person.faults, person.faults


def test_a_seal_is_returned_and_a_finding_answered(place):
    """A township returns a seal with its reason and finds something; the village reads both, corrects, answers, seals again."""
    county, township, terminals = place.desks(VILLAGES[:2])
    village, terminal = VILLAGES[0], terminals[0].serve()
    send_quarter(terminal, village, 6)
    with chromium() as browser:
        inspector = desk(browser, township).begin("督查组")
        page = inspector.page
        inspector.go(f"/{PERIOD}/units/{village}")
        page.click("summary:has-text('审核上报')")
        page.click("button:has-text('退回')")
        assert "写明理由" in page.inner_text("body"), page.content()
        # The form is as it was, and says until when a correction keeps the time.
        assert "改正期限" in page.inner_text("#review") and page.input_value("#correct_by"), page.content()
        page.fill("#reason", "八月考勤与会议记录不符")
        page.click("button:has-text('退回')")
        inspector.wait_for("退回上报：八月考勤与会议记录不符，改正期限")
        inspector.go(f"/{PERIOD}/coverage")
        assert "已退回" in inspector.text("main tbody"), inspector.text()
        inspector.go(f"/{PERIOD}/findings?unit={village}")
        for name, value in (("date", "2026-09-10"), ("clause", "主题党日"), ("text", "会议记录不全"), ("points", "1"), ("due", "2026-12-20")):
            page.fill(f"#{name}", value)
        page.click("main form[action*='#new'] button")
        assert "适用“" in inspector.text("div[role=status]"), inspector.text()
        page.click("button:has-text('保存问题')")
        inspector.wait_for("整改中 1 件")
        assert "已保存" in inspector.text("p.notice"), inspector.text()
        clerk = desk(browser, terminal).begin("王会计")

        def is_told():
            clerk.go(f"/{PERIOD}")
            return "退回上报：八月考勤与会议记录不符" in clerk.text() and "会议记录不全" in clerk.text()

        wait_until("the village is told", is_told)
        clerk.go(f"/{PERIOD}/findings")
        clerk.page.click("summary:has-text('填写整改情况')")
        clerk.page.fill("textarea[name=text]", "已补齐八月会议记录")
        clerk.page.click("button:has-text('提交')")
        clerk.wait_for("已补齐八月会议记录")
        terminal.run("record", "attendance", "meeting=t8", "member=m1", "mark=leave")
        terminal.run("seal", PERIOD, "--yes")

        def is_answered():
            inspector.go(f"/{PERIOD}/findings")
            return "村里反馈" in inspector.text() and "已补齐八月会议记录" in inspector.text()

        wait_until("the township has the answer", is_answered)

        def is_sealed_again():
            inspector.go(f"/{PERIOD}/units/{village}")
            return "村里已重新上报" in inspector.text()

        wait_until("the seal is a new one", is_sealed_again)
        clerk.go(f"/{PERIOD}")
        assert "退回上报" not in clerk.text(), clerk.text()
        page.click("summary:has-text('审核上报')")
        page.click("button:has-text('接受')")
        inspector.wait_for("已接受上报")
        assert not clerk.faults and not inspector.faults, (clerk.faults, inspector.faults)


def test_rules_are_read_tried_and_put_ahead(place):
    """A text is checked as one types, tried on a period, and put in force from one that has not begun."""
    county, township, terminals = place.desks(VILLAGES[:2])
    send_quarter(terminals[0], VILLAGES[0], 6)
    send_quarter(terminals[1], VILLAGES[1], 2)
    wait_until("the county has both", lambda: len(county.status("--documents")["documents"]) > 4)
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        person.go(f"/{PERIOD}/scheme")
        text = page.input_value("#text")
        page.fill("#text", text.replace("[village]", "[vilage]", 1))
        person.wait_for("行第", "#checked li")
        page.fill("#text", text)
        person.wait_for("没有发现问题", "#checked")
        most = re.search(r"\nmax = (\d+)", text)
        page.fill("#text", text.replace(most[0], f"\nmax = {int(most[1]) // 2}", 1))
        page.fill("#tried_on", PERIOD)
        page.click("button[name=try]")
        page.wait_for_load_state()
        assert "有变化" in person.text() or "没有变化" in person.text(), person.text()
        # The text that came back is the text that was sent: it can be tried again.
        tried = person.text()
        page.click("button[name=try]")
        page.wait_for_load_state()
        assert "没有发现问题" in person.text("#checked") and person.text() == tried, person.text()
        page.fill("#from", "明年")
        page.click("button[name=put]")
        person.wait_for("“明年”不是周期")
        assert page.input_value("#text"), "what was typed stays"
        page.fill("#from", PERIOD)
        page.click("button[name=put]")
        person.wait_for("已经开始")
        page.fill("#from", "2099Q1")
        page.click("button[name=put]")
        says_yes(person, "从2099年第一季度起施行", "可以公布另一份替换")
        assert "已定于2099年第一季度起施行" in person.text(), person.text()
        assert page.locator("main ul.plain li").count() == 2, person.text()
        assert not person.faults, person.faults


def test_devices_are_invited_and_revoked(place):
    """A sheet of codes to print, which are listed, cancelled and used; a device that is revoked."""
    county, township, terminals = place.desks(VILLAGES[:2])
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        person.go("/devices")
        page.select_option("#under", SILENT)
        page.fill("#address", township.address)
        with page.context.expect_page() as opened:
            page.click("form[action='/devices/codes'] button")
        sheet = opened.value
        sheet.wait_for_load_state()
        assert sheet.locator("svg").count() >= 1 and township.address in sheet.inner_text("body"), sheet.content()
        person.go("/devices")
        line = page.locator("#codes ~ table tr", has_text="有效至")
        assert line.count() == 1, person.text()
        line.locator("summary").click()
        line.locator("input[name=reason]").fill("印错了")
        line.locator("button").click()
        person.wait_for("已取消：印错了")
        device = terminals[1].status()["device"]
        line = page.locator("main tbody tr", has_text=device[:8]).first
        line.locator("summary").click()
        line.locator("input[name=reason]").fill("遗失")
        line.locator("button").click()
        says_yes(person, "吊销不能撤回")
        person.wait_for("已吊销")
        terminals[1].sync(code=3)
        # The township makes no codes and revokes nobody.
        other = desk(browser, township).begin("督查组")
        other.go("/devices")
        assert "发放注册码" not in other.text() and "吊销" not in other.text().replace("已吊销", ""), other.text()
        assert not person.faults and not other.faults, (person.faults, other.faults)


def test_a_village_objects_and_is_answered(place):
    """An objection stands at the county with the rows that it names; the answer reaches the village."""
    county, township, terminals = place.desks(VILLAGES[:2])
    village, terminal = VILLAGES[0], terminals[0].serve()
    send_quarter(terminal, village, 6)
    wait_until("the county has it", lambda: any(one.startswith("ledger/") for one in county.documents()))
    county.run("run", PERIOD)
    county.run("publish", "--yes")
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        assert "本期没有申辩" in (person.go(f"/{PERIOD}/objections") and person.text())
        clerk = desk(browser, terminal).begin("王会计")
        clerk.go(f"/{PERIOD}/score")
        clerk.page.fill("#objection", "言行d2应计一分，名次有误")
        clerk.page.click("form[action$='/objections'] button")
        clerk.wait_for("还没有答复")

        def is_there():
            person.go(f"/{PERIOD}/objections")
            return "待答复 1 件" in person.text()

        wait_until("the county has the objection", is_there)
        page = person.page
        assert "言行d2应计一分" in person.text()
        named = page.locator("section.said a[href*='/tables/deeds/d2']")
        assert named.count() == 1, page.content()
        named.click()
        assert "d2" in person.text("h1")
        person.go(f"/{PERIOD}/objections")
        assert person.accessibility() == []
        page.locator("section.said select").select_option("partly_upheld")
        page.locator("section.said textarea").fill("经核对，d2补计半分")
        page.click("section.said form button")
        person.wait_for("待答复 0 件")

        def is_told():
            clerk.go(f"/{PERIOD}/score")
            return "部分采纳" in clerk.text() and "经核对，d2补计半分" in clerk.text()

        wait_until("the village is told", is_told)
        person.go("/audit?event=answer")
        assert "答复申辩" in person.text("main tbody") and "组织部" in person.text("main tbody"), person.text()
        assert not person.faults and not clerk.faults, (person.faults, clerk.faults)


def test_roles_hold_operators_back(place):
    """Each role finds no link that it may not open and no form that it may not send; what it sends all the same is refused."""
    county, township, terminals = place.desks(VILLAGES[:2])
    send_quarter(terminals[0], VILLAGES[0], 6)
    county.run("run", PERIOD)
    township.run("run", PERIOD)
    found = []
    with chromium() as browser:
        head = desk(browser, township).begin("党建办")
        head.go("/settings")
        for name, role in (("督查员", "inspector"), ("来访", "viewer")):
            head.page.fill("#new-operator", name)
            head.page.select_option("#new-role", role)
            head.page.fill("#new-password", PASSWORD)
            head.page.fill("#new-repeated", PASSWORD)
            head.page.click("form[action='/settings/operators'] button")
            head.page.wait_for_load_state()
        listed = {one["name"]: one["role"] for one in township.run("operator", "list", "--format", "json").json()}
        assert listed == {"党建办": "head", "督查员": "inspector", "来访": "viewer"}, listed
        head.go("/audit")
        assert "添加经办人" in head.text("main tbody") and "督查员 督查员" in head.text("main tbody"), head.text()
        assert head.accessibility() == []
        rows = list(csv.reader(io.StringIO(head.page.request.get(head.base + "/audit/csv").body().decode("utf-8-sig"))))
        moments = [row[0] for row in rows[1:]]
        assert len(rows[0]) == 5 and moments == sorted(moments, reverse=True), rows
        forms = {}
        for name in ("督查员", "来访"):
            person = desk(browser, township)
            person.go("/login")
            person.log_in(name)
            names = 0
            sends = set()
            for path in walk(person, [f"/{PERIOD}/units/{VILLAGES[0]}", f"/{PERIOD}"], found):
                names += "党员m" in person.page.content()
                actions = person.page.eval_on_selector_all("main form[method=post]", "forms => forms.map((form) => form.getAttribute('action'))")
                sends |= {re.sub(r"\d{6,}|(?<=/)20\w+", "#", re.split("[#?]", action)[0]) for action in actions}
            forms[name] = sends
            assert (names > 0) == (name == "督查员"), (name, names)
            token = person.page.evaluate("document.body.dataset.token")
            assert person.go("/audit").status == 403
            assert "请由负责人办理" in person.page.inner_text("body"), person.page.content()
            for action, fields in (
                (f"/{PERIOD}/publication/run", {}),
                (f"/{PERIOD}/publication/publish", {"run": "x", "sure": "yes"}),
                (f"/{PERIOD}/objections", {"unit": VILLAGES[0], "outcome": "upheld", "objection": "x", "text": "x"}),
                (f"/{PERIOD}/display", {}),
                ("/settings/operators/role", {"operator": name, "role": "head"}),
                ("/settings/operators/disable", {"operator": "党建办"}),
                ("/settings/operators", {"operator": "某", "role": "head", "password": PASSWORD, "repeated": PASSWORD}),
            ):
                answer = person.page.request.post(person.base + action, form={"token": token, **fields}, headers={"Origin": person.base})
                assert answer.status == 403 and "请由负责人办理" in answer.text(), (name, action, answer.status, answer.text()[:400])
            finding = {"unit": VILLAGES[0], "date": "2026-09-10", "clause": "主题党日", "text": f"{name}登记", "points": "1", "due": "2026-12-20", "save": "yes"}
            answer = person.page.request.post(person.base + f"/{PERIOD}/findings", form={"token": token, **finding}, headers={"Origin": person.base})
            assert answer.status == (200 if name == "督查员" else 403), (name, answer.status, answer.text()[:400])
            # What a finding would cost is worked out for those who may record it; and nobody else says in whose name a
            # notice goes out.
            effect = {key: value for key, value in finding.items() if key != "save"}
            answer = person.page.request.post(person.base + f"/{PERIOD}/findings", form={"token": token, **effect}, headers={"Origin": person.base})
            assert answer.status == (200 if name == "督查员" else 403), (name, answer.status, answer.text()[:400])
            notice = person.base + f"/{PERIOD}/notice/html"
            assert person.page.request.get(notice).status == 200
            for terms in ("issuer=中共某某县委", "number=某委〔2026〕1号", "days=30"):
                assert person.page.request.get(f"{notice}?{terms}").status == 403, (name, terms)
            person.go(f"/{PERIOD}/notice")
            assert not person.page.query_selector("#issuer") and "考评通报" in person.text(), person.text()
            assert not person.faults, person.faults
        assert any(action.endswith("/findings") for action in forms["督查员"]), forms
        assert forms["来访"] <= {"/settings/password", "/sync", "/#/scheme"}, forms
        # From the command line, and back; somebody in charge stays.
        township.run("operator", "role", "来访", "inspector")
        township.run("operator", "role", "党建办", "viewer", code=2)
        said = place.finish(township.start("operator", "disable", "党建办"), ["disable"], 2).said
        assert "党建办" in said, said
    assert not found, "\n".join(found)


def walk(person, starts, found):
    """A link of each shape on every page, opened once: another id, period or value in the address makes no other shape."""
    seen, todo = set(), starts[::-1]
    while todo:
        path = todo.pop()
        parts = urllib.parse.urlsplit(path)
        asked = sorted(name for name, _ in urllib.parse.parse_qsl(parts.query))
        steps = re.sub(r"\d{4}(Q|H)?\d?(?=/|$)", "#", parts.path)
        steps = re.sub(r"(?<=tables/)(\w+)/.*", r"\1/#", re.sub(r"\d{6,}|[0-9a-f]{12,}|(?<=s/)[^/]*-[^/]*", "#", steps))
        shape = (steps, *asked)
        if shape in seen:
            continue
        seen.add(shape)
        answer = person.go(path)
        if answer.status >= 400:
            found.append(f"{path}: {answer.status}")
            continue
        yield path
        for link in person.page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)"):
            parts = urllib.parse.urlsplit(link)
            if link.startswith(person.base) and not re.search(r"/(csv|xlsx|docx|template)\b", parts.path):
                todo.append(urllib.parse.urlunsplit(("", "", parts.path, parts.query, "")))


def test_every_link_leads_somewhere_for_everyone(place):
    """All links of all pages as each role, both languages: none dead, none forbidden, and axe finds nothing."""
    county, township, terminals = place.desks(VILLAGES[:2])
    for terminal, village, strength in zip(terminals, VILLAGES, (6, 2)):
        terminal.serve()
        send_quarter(terminal, village, strength)
    wait_until("the county has both", lambda: len(county.status("--documents")["documents"]) > 4)
    county.run("run", PERIOD)
    county.run("publish", "--yes")
    township.run("run", PERIOD)
    found = []
    with chromium() as browser:
        for node, operator in ((county, "组织部"), (township, "督查组"), (terminals[0], "王会计")):
            person = desk(browser, node).begin(operator)
            names = 0
            # One that has rows stands for all.
            starts = [f"/{PERIOD}"] if node is terminals[0] else [f"/{PERIOD}/units/{VILLAGES[0]}", f"/{PERIOD}"]
            for language, print_ in (("zh", "usual"), ("en", "large")):
                person.go("/settings")
                person.page.evaluate(
                    "([language, print]) => fetch('/preferences', { method: 'POST', headers: {'content-type': 'application/x-www-form-urlencoded'}, body: `language=${language}&print=${print}` })",
                    [language, print_],
                )
                for path in walk(person, starts, found):
                    found += [f"{node.name} {path} ({language}): {fault}" for fault in person.accessibility()]
                    wide = person.page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
                    found += [f"{node.name} {path} ({language}): wider than the window"] if wide else []
                    names += "党员m" in person.page.content()
            # Names of members stay in the village and its township.
            assert (names > 0) == (node is not county), (node.name, names)
            assert not person.faults, person.faults
    assert not found, "\n".join(found)
