"""The desks of a county's department and a township's inspector, in a browser, on real nodes."""

import csv
import io
import re
import time
import urllib.parse
import zipfile

from browser import chromium, desk
from department import decides, fills, gives_a_reason, live, makes_a_run, names_the_county_and_publishes, says_yes, says_yes_to_none
from place import PERIOD, TOWNSHIP, VILLAGES, parquet, send_quarter, wait_until

SILENT = VILLAGES[2]


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
        makes_a_run(person)
        assert "没有后进候选" in person.text() and "要求 80%" in person.text(), person.text()
        page.fill("#confirm", "别的县")
        page.click("form[action$='/publish'] button")
        person.wait_for("没有发布")
        county.run("bulletin", code=2)
        # A decision with its reason; on a village that sealed there is none to make.
        assert page.locator(f"#decide-unit option[value='{VILLAGES[0]}']").count() == 0
        page.select_option("#decide-unit", SILENT)
        # Where nothing came there is nothing to take: it is not offered, and refused before the question, by name, with what
        # was typed still there.
        assert page.locator("#decide-decision option[value=take]").count() == 0
        page.select_option("#decide-unit", SILENT)
        page.evaluate("document.querySelector('#decide-decision').add(new Option('take', 'take', true, true))")
        page.fill("#decide-reason", "催报未果")
        page.click("form[action$='/decide'] button:has-text('认定并公开')")
        name = page.locator(f"#decide-unit option[value='{SILENT}']").inner_text().split(" · ")[0]
        refused = person.text("p.trouble[role=alert]")
        assert name in refused and "不能按已收到认定" in refused, refused
        assert page.input_value("#decide-reason") == "催报未果" and page.input_value("#decide-unit") == SILENT
        # What is decided is not what was received.
        received = person.text(".frame")
        page.select_option("#decide-decision", "not_carried_out")
        page.fill("#decide-reason", "多次催报未报")
        page.click("form[action$='/decide'] button:has-text('认定并公开')")
        # Who goes back has decided nothing.
        assert "多次催报未报" in person.text("#question")
        page.click("a:has-text('不办理，返回')")
        assert page.locator("#decisions ~ table").count() == 0
        decides(person, SILENT, "not_carried_out", "多次催报未报")
        says_yes(person, "多次催报未报", "按未开展计分", "可随时写明理由撤回")
        page.wait_for_url("**#decisions")
        assert "已收到 2/" in received and "已收到 2/" in person.text(".frame"), received
        assert "认定" in person.go(f"/{PERIOD}/coverage?search={SILENT}").text()
        assert "已收到" not in page.locator("table.matrix tbody tr").inner_text()
        person.go(f"/{PERIOD}/publication")
        line = page.locator("#decisions ~ table tr", has_text="多次催报未报")
        gives_a_reason(line, "经核实系汛期断网")
        page.wait_for_url("**#decisions")
        decides(person, SILENT, "excuse", "汛期受淹，经乡镇核实")
        says_yes(person, "不计分、不排名")
        page.wait_for_url("**#decisions")
        assert "汛期受淹" in person.text(), person.text()
        makes_a_run(person)
        names_the_county_and_publishes(person)
        says_yes(person, "没有后进候选", "可随时写明理由撤回", "依据认定的村 1 个", "免考。理由：汛期受淹，经乡镇核实", "发文字号")
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
        # Of a township, on how many of its villages was decided.
        person.go(f"/{PERIOD}/ranking?level=township")
        line = page.locator("table.ranking tbody tr", has_text="免考 1 个")
        assert line.count() == 1 and "收到 2 个村" in line.inner_text(), person.text()
        person.go(f"/{PERIOD}/units/{TOWNSHIP}")
        assert "收到 2 个村，免考 1 个" in person.text(), person.text()
        exported = page.request.get(person.base + f"/{PERIOD}/ranking/csv").body()
        assert exported.startswith(b"\xef\xbb\xbf"), exported[:20]
        assert len(list(csv.reader(io.StringIO(exported.decode("utf-8-sig"))))) == total + 1

        def table(address):
            body = page.request.get(person.base + f"/{PERIOD}/{address}").body().decode("utf-8-sig")
            return list(csv.DictReader(io.StringIO(body)))

        of_townships = [row["decision 认定"] for row in table("ranking/csv?level=township")]
        assert [one for one in of_townships if one] == [f"{SILENT} excuse: 汛期受淹，经乡镇核实"], of_townships
        # Files follow the order and the filters of the address, and call no two columns the same.
        person.go(f"/{PERIOD}/ranking?sort=name")
        by_name = page.locator("main tbody th").all_inner_texts()
        assert [row["name 名称"] for row in table("ranking/csv?sort=name")] == by_name
        assert [row["name 名称"] for row in table("ranking/csv?sort=name&order=down")] == by_name[::-1]
        heads = list(table("ranking/csv")[0])
        assert len(set(heads)) == len(heads) and all(re.search("[一-鿿]", head) for head in heads), heads
        assert [row["unit 单位"] for row in table(f"coverage/csv?search={SILENT}")] == [SILENT]
        person.go(f"/{PERIOD}/coverage?show=waiting")
        waiting = table(page.locator("main a:has-text('CSV')").get_attribute("href").removeprefix(f"/{PERIOD}/"))
        assert len(waiting) == total - 3 and {row["status 状态"] for row in waiting} == {"not_received"}, waiting[:2]
        assert table(f"coverage/csv?search={SILENT}")[0]["decision 认定"] == "excuse: 汛期受淹，经乡镇核实"
        assert "没有符合条件的" in person.go(f"/{PERIOD}/ranking?search=没有这个村").text(), person.text()
        workbook = zipfile.ZipFile(io.BytesIO(page.request.get(person.base + f"/{PERIOD}/ranking/xlsx").body()))
        assert "xl/workbook.xml" in workbook.namelist()
        # The same for programs: rows in columns of their types, and the outcome as the command writes it.
        columns = parquet(page.request.get(person.base + f"/{PERIOD}/ranking/parquet").body())
        assert columns.num_rows == total and {"prospect", "movement", "parent_name"} <= set(columns.column_names), columns.schema
        written = page.request.get(person.base + f"/{PERIOD}/ranking/json").json()
        assert len(written["levels"]["village"]) == total and len(written["run"]) == 64, written.keys()
        # What the table says of a village and the outcome does not stands beside it, and what the run counts for in both.
        by_table = {row["unit 单位"]: row for row in table("ranking/csv")}
        for row in written["levels"]["village"]:
            of_table = by_table[row["unit"]]
            assert row["told"] == of_table["status 状态"] and row["parent_name"] == of_table["parent_name 上级名称"], row
            assert row.get("prospect", "") == of_table["prospect 确定或可能"], row
        assert written["told"]["received"] == sum(row["status 状态"] == "received" for row in by_table.values()), written["told"]
        states = {row["state 排名状态"] for row in by_table.values()}
        assert {written["state"]} == set(columns["state"].to_pylist()) == states, (written["state"], states)
        assert page.request.get(person.base + f"/{PERIOD}/ranking/csv?level=member").status == 404
        covered = page.request.get(person.base + f"/{PERIOD}/coverage/csv").body().decode("utf-8-sig")
        covered = {row["unit 单位"]: row for row in csv.DictReader(io.StringIO(covered))}
        assert len(covered) == total and covered[VILLAGES[0]]["status 状态"] == "received", covered[VILLAGES[0]]
        assert covered[VILLAGES[0]]["deeds 闪光言行"] == covered[VILLAGES[0]]["deeds_sealed 闪光言行已上报"] == "6", covered[VILLAGES[0]]
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
        makes_a_run(person)
        names_the_county_and_publishes(person)
        says_yes(person, "将被替代")
        person.wait_for("已发布，通报新增")
        states = page.locator("h2:has-text('各次测算') + table td:last-child").all_inner_texts()
        assert states.count("已发布") == 1 and "已被替代" in states, states
        person.go(f"/{PERIOD}/publication{first}")
        assert "已被替代，现行的是" in person.text("main h2 >> nth=0"), person.text()
        # Going back after publishing shows the page, and does nothing again.
        standing = page.locator("main tr", has_text="已发布").locator("a").get_attribute("href")
        # Two windows take the same list back: the second is shown what the first did.
        person.go(f"/{PERIOD}/publication{standing}")
        stale = page.context.new_page()
        stale.goto(person.base + f"/{PERIOD}/publication{standing}")
        for window, reason in ((page, "计分有误"), (stale, "再撤一次")):
            window.fill("#withdraw-reason", reason)
            window.click("form[action$='/withdraw'] button")
            window.wait_for_load_state()
            if window == page:
                # It had replaced another list, and none is to stand.
                says_yes_to_none(person)
        assert "已撤回：计分有误" in stale.inner_text("#now") and "再撤一次" in stale.inner_text("#wanted"), stale.content()
        stale.close()
        assert "再撤一次" not in (person.go(f"/{PERIOD}/publication") and person.text()), person.text()
        # No older draft stands in its place; what came since is ranked anew, and a draft says so on every page of it.
        person.go(f"/{PERIOD}/heat")
        assert "没有有效的排名" in person.text() and "计分有误" in person.text(), person.text()
        terminals[1].run("record", "attendance", "meeting=t8", "member=m2", "mark=leave")
        terminals[1].run("seal", PERIOD, "--yes")
        wait_until("the county has more", is_received)
        person.go(f"/{PERIOD}/publication")
        makes_a_run(person)
        assert "没有有效的排名" in person.text(), person.text()
        for path in ("heat", f"compare?a={VILLAGES[0]}", f"units/{VILLAGES[0]}"):
            person.go(f"/{PERIOD}/{path}")
            assert "草稿" in person.text() or "已被替代" in person.text(), (path, person.text())
        person.go(f"/{PERIOD}/ranking{first}")
        assert "已被排名" in person.text() and "该排名撤回后不恢复" in person.text(), person.text()
        person.go(f"/{PERIOD}/notice{first}")
        assert "替代" in person.text() and "不恢复" in person.text(), person.text()
        # The notice, ready to be sent out.
        person.go(f"/{PERIOD}/publication")
        names_the_county_and_publishes(person)
        page.wait_for_selector("#question")
        page.click("main form[action$='/publish'] button")
        person.wait_for("已发布，通报新增")
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
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        person.go(f"/{PERIOD}/units/{VILLAGES[0]}")
        page.click("a:has-text('登记问题')")
        fills(page, date="2026-09-10", clause="主题党日", text="会议记录不全", points="2", due="2026-09-20")
        page.click("main form[action*='/findings'] button:has-text('看对得分的影响')")
        # What is due before it is written down was told to the village before, or is due later.
        assert "告知日期" in person.text(".trouble"), person.text()
        page.fill("#told_on", "2026-09-11")
        page.click("main form[action*='/findings'] button:has-text('看对得分的影响')")
        person.wait_for("保存后，该村得分由")
        cost = re.search(r"由 ([\d.]+) 变为 ([\d.]+)", person.text())
        assert float(cost[1]) - float(cost[2]) == 2, person.text()
        # What is typed stands in no address, and nothing was kept.
        assert not any("会议记录" in urllib.parse.unquote(one) for one in asked), asked
        assert "2026-09-20" not in page.url and page.input_value("#text") == "会议记录不全", page.url
        assert f"inspection/{VILLAGES[0]}/{PERIOD}" not in township.documents()
        page.reload()
        assert page.input_value("#text") == "会议记录不全", page.content()
        page.click("main form[action*='/findings'] button:has-text('看对得分的影响')")
        person.wait_for("保存后，该村得分由")
        page.click("button:has-text('保存问题')")
        person.wait_for("逾期 1 件")
        # The Back key shows the form as it was typed.
        page.go_back()
        page.wait_for_function("document.querySelector('#text').value === '会议记录不全'")
        page.go_forward()
        person.wait_for("逾期 1 件")
        # Somebody else has the same finding open.
        stale = page.context.new_page()
        stale.goto(person.base + f"/{PERIOD}/findings")
        line = page.locator("main tbody tr", has_text="会议记录不全")
        line.locator("summary").click()
        line.locator("select[name=result]").select_option("fixed")
        line.locator("button:has-text('保存')").click()
        assert "填写“整改日期”" in person.text(".trouble"), person.text()
        # A recheck looks at what was done. What is refused is said on top, and stands open as it was typed.
        line.locator("input[name=fixed_on]").fill("2026-09-18")
        line.locator("input[name=rechecked_on]").fill("2026-09-12")
        line.locator("select[name=result]").select_option("fixed")
        line.locator("button:has-text('保存')").click()
        assert "回访日期 9月12日 早于整改日期 9月18日" in person.text("#refused"), person.text()
        page.click("#refused a")
        assert line.locator("input[name=rechecked_on]").is_visible()
        assert line.locator("input[name=rechecked_on]").input_value() == "2026-09-12", page.content()
        line.locator("input[name=rechecked_on]").fill("2026-09-22")
        line.locator("button:has-text('保存')").click()
        person.wait_for("已整改 1 件")
        line = stale.locator("main tbody tr", has_text="会议记录不全")
        line.locator("summary").click()
        line.locator("select[name=result]").select_option("escalated")
        line.locator("button:has-text('保存')").click()
        stale.wait_for_selector("#now")
        assert "2026-09-18" in stale.inner_text("#now") and "督查组" in stale.inner_text("#now"), stale.content()
        assert "升级" in stale.inner_text("#wanted"), stale.content()
        stale.click("a:has-text('保留现在的')")
        assert "已整改 1 件" in stale.inner_text("main"), stale.content()
        stale.close()
        # What was emptied is empty again.
        person.go(f"/{PERIOD}/findings")
        line = page.locator("main tbody tr", has_text="会议记录不全")
        line.locator("summary").click()
        line.locator("input[name=fixed_on]").fill("")
        line.locator("input[name=rechecked_on]").fill("")
        line.locator("select[name=result]").select_option("")
        line.locator("button:has-text('保存')").click()
        person.wait_for("逾期 1 件")
        assert line.locator("input[name=fixed_on]").input_value() == "", page.content()
        # One that comes to cost something else is asked about first.
        line.locator("summary").click()
        line.locator("input[name=points]").fill("5")
        line.locator("button:has-text('保存')").click()
        assert "减 3.00 分" in person.text("#question"), person.text()
        page.click("a:has-text('不办理')")
        assert page.locator("main tbody tr", has_text="会议记录不全").locator("input[name=points]").input_value() == "2"
        line.locator("summary").click()
        line.locator("input[name=points]").fill("5")
        line.locator("button:has-text('保存')").click()
        page.click("main button:has-text('保存')")
        assert line.locator("input[name=points]").input_value() == "5", page.content()
        kept = township.export(f"inspection/{VILLAGES[0]}/{PERIOD}")
        [found] = [key.removeprefix("findings/") for key in kept if key.startswith("findings/")]
        change = ("record", "findings", f"unit={VILLAGES[0]}", f"finding={found}", "points=1")
        refused = township.run(*change, code=2).said
        assert "加 4.00 分" in refused and "--yes" in refused, refused
        assert "加 4.00 分" in township.run(*change, "--yes").said
        # What is wrong is said, and what was typed stays.
        page.reload()
        page.fill("#date", "昨天")
        page.select_option("#unit", VILLAGES[1])
        fills(page, clause="主题党日", text="未按时开展", points="1", due="2027-09-30")
        page.click("main form[action*='#new'] button")
        assert "昨天" in person.text(".trouble") and page.input_value("#text") == "未按时开展", person.text()
        fills(page, date="2026-09-10", due="2026-09-01", told_on="2026-09-11")
        page.click("main form[action*='#new'] button")
        assert "告知日期" in person.text(".trouble"), person.text()
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
        # The form is as it was, and says until when a correction keeps the time, or that none does any more: by today's clock.
        is_kept = page.query_selector("#correct_by") is not None
        told = ("改正期限最晚", "，改正期限") if is_kept else ("退回不再保留原上报时间", "，重新上报的按实际收到的时间计")
        assert told[0] in page.inner_text("#keeps"), page.content()
        # Enter does what the reason is for.
        page.fill("#reason", "八月考勤与会议记录不符")
        page.press("#reason", "Enter")
        # Who goes back has returned nothing; who returned it takes that back.
        assert "八月考勤与会议记录不符" in inspector.text("#question") and "可以撤销退回" in inspector.text("#question")
        page.click("a:has-text('不办理，返回')")
        assert "退回上报" not in inspector.text(), inspector.text()
        for last in (False, True):
            page.click("summary:has-text('审核上报')")
            page.fill("#reason", "八月考勤与会议记录不符")
            page.click("button:has-text('退回')")
            says_yes(inspector, "须改正后重新上报")
            inspector.wait_for("退回上报：八月考勤与会议记录不符" + told[1])
            if not last:
                page.click("summary:has-text('审核上报')")
                page.click("button:has-text('撤销退回，接受上报')")
                inspector.wait_for("已接受上报")
                assert "退回上报：" not in inspector.text(), inspector.text()
        inspector.go(f"/{PERIOD}/coverage")
        assert "已退回" in inspector.text("main tbody") and "另有 1 个村的上报已退回" in inspector.text(), inspector.text()
        inspector.go(f"/{PERIOD}/findings?unit={village}")
        fills(page, date="2026-09-10", clause="主题党日", text="会议记录不全", points="1", due="2026-12-20")
        page.click("main form[action*='#new'] button")
        assert "适用“" in inspector.text("main form div[role=status]"), inspector.text()
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
        # That it is to be sealed again is said once, with why.
        clerk.go(f"/{PERIOD}")
        assert "退回上报" in clerk.text() and "● 上报后又有登记" not in clerk.text(), clerk.text()
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
        # What was said is not offered once more.
        assert page.locator("button:has-text('接受')").count() == 0, page.content()
        assert page.locator("button:has-text('退回')").count() == 1, page.content()
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
        # Full marks that do not come to 100 are to be looked at.
        assert "村的满分合计" in person.text("#checked") and person.text() == tried, person.text()
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
        # A laptop for an inspector of a township, and no terminal for it.
        page.select_option("#under", TOWNSHIP)
        page.select_option("#role", "inspector")
        with page.context.expect_page() as opened:
            page.click("form[action='/devices/codes'] button")
        opened.value.wait_for_load_state()
        assert "督查" in opened.value.inner_text("body"), opened.value.content()
        person.go("/devices")
        line = page.locator("#codes ~ table tr", has_text="督查")
        gives_a_reason(line, "不用了")
        person.wait_for("已取消：不用了")
        # What a village's terminal sent came through its township.
        send_quarter(terminals[1], VILLAGES[1], 1)
        line = page.locator("main tbody tr", has_text=terminals[1].status()["device"][:8]).first

        def is_heard_of():
            person.go("/devices")
            return "经上级节点转来" in line.inner_text()

        wait_until("the county has heard of the terminal", is_heard_of)
        line = page.locator("#codes ~ table tr", has_text="有效至")
        gives_a_reason(line, "印错了")
        person.wait_for("已取消：印错了")
        device = terminals[1].status()["device"]
        # The node itself is not offered to be revoked; the search is kept.
        itself = page.locator("main tbody tr", has_text=county.status()["device"][:8]).first
        assert itself.count() == 1 and itself.locator("summary").count() == 0, person.text()
        person.go(f"/devices?search={device[:8]}")
        line = page.locator("main tbody tr", has_text=device[:8]).first
        gives_a_reason(line, "遗失")
        says_yes(person, "吊销不能撤回")
        person.wait_for("已吊销")
        assert "已吊销" in person.text("p.notice"), person.text()
        assert page.input_value("#search") == device[:8], page.content()
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
        for place_of in ("", "/publication"):
            person.go(f"/{PERIOD}{place_of}")
            assert "1 件申辩待答复" in person.text(), (place_of, person.text())
        person.go(f"/{PERIOD}/objections")
        assert "言行d2应计一分" in person.text()
        named = page.locator("section.said a[href*='/tables/deeds/d2']")
        assert named.count() == 1, page.content()
        named.click()
        assert "d2" in person.text("h1")
        # Another window of the same page is open, and knows nothing of the answer that is given in this one.
        stale = page.context.new_page()
        stale.goto(person.base + f"/{PERIOD}/objections")
        person.go(f"/{PERIOD}/objections")
        assert person.accessibility() == []
        page.locator("section.said select").select_option("partly_upheld")
        page.locator("section.said textarea").fill("经核对，d2补计半分")
        page.click("section.said form button")
        person.wait_for("待答复 0 件")
        stale.locator("section.said select").select_option("dismissed")
        stale.locator("section.said textarea").fill("查无此事")
        stale.click("section.said form button")
        stale.wait_for_selector("#now")
        assert "部分采纳：经核对，d2补计半分" in stale.inner_text("#now") and "组织部" in stale.inner_text("#now"), stale.content()
        assert "不予采纳：查无此事" in stale.inner_text("#wanted"), stale.content()
        stale.click("a:has-text('保留现在的')")
        stale.close()
        assert "查无此事" not in (person.go(f"/{PERIOD}/objections") and person.text())

        def is_told():
            clerk.go(f"/{PERIOD}/score")
            return "部分采纳" in clerk.text() and "经核对，d2补计半分" in clerk.text()

        wait_until("the village is told", is_told)
        # The township is told too, and that nothing waits for it; it has the points, and its place among the others.
        inspector = desk(browser, township).begin("督查组")

        def has_the_answer():
            inspector.go(f"/{PERIOD}/objections")
            return "部分采纳" in inspector.text()

        wait_until("the township has the answer", has_the_answer)
        assert "待答复 0 件" in inspector.text() and "还没有答复" not in inspector.text(), inspector.text()
        inspector.go(f"/{PERIOD}")
        assert "申辩待答复" not in inspector.text(), inspector.text()
        inspector.go(f"/{PERIOD}/heat")
        cells = inspector.page.locator("table.heat tbody td").all_inner_texts()
        assert any(re.fullmatch(r"\d+\.\d+", cell) for cell in cells), cells
        inspector.go(f"/{PERIOD}/ranking")
        assert "镇内名次" in inspector.text("main thead"), inspector.text()
        # A file has what the page shows.
        table = inspector.page.request.get(inspector.base + f"/{PERIOD}/ranking/csv?search={village}").text()
        assert [line["unit 单位"] for line in csv.DictReader(io.StringIO(table.lstrip("\ufeff")))] == [village], table
        # Tables that the rules count and nobody has filled are what needs a call.
        inspector.go(f"/{PERIOD}/coverage")
        assert "走访" in inspector.text("table.matrix thead"), inspector.text()
        assert not inspector.faults, inspector.faults
        person.go("/audit?event=answer")
        assert "答复申辩" in person.text("main tbody") and "组织部" in person.text("main tbody"), person.text()
        assert not person.faults and not clerk.faults, (person.faults, clerk.faults)
