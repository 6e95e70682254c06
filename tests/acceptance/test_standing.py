"""Which list stands, and what is corrected in the browser: on real nodes, as a department and an inspector do it."""

import csv
import io

from browser import chromium, desk
from department import makes_a_run, names_the_county_and_publishes, says_yes
from place import PERIOD, VILLAGES, send_quarter, wait_until


def at(person, path, selector="main"):
    """What stands on the page at an address."""
    person.go(path)
    return person.text(selector)


def publish(person):
    """Ranks what is here, publishes that, and gives the run's id as its link has it."""
    page = person.page
    person.go(f"/{PERIOD}/publication")
    makes_a_run(person)
    names_the_county_and_publishes(person)
    says_yes(person, "可随时写明理由撤回")
    person.wait_for("已发布，通报新增")
    line = page.locator("h2:has-text('各次测算') + table tr", has_text="已发布")
    return line.locator("a").get_attribute("href").removeprefix("?run=")


def test_a_withdrawn_list_is_nowhere_the_current_one(place):
    """Of two published lists the second is withdrawn: every page, the screen in a room and every file are of the first."""
    county, township, terminals = place.desks(VILLAGES[:2])
    county.run("run", PERIOD)
    send_quarter(terminals[0], VILLAGES[0], 6)
    wait_until("the county has it", lambda: len(county.status("--documents")["documents"]) > 3)
    with chromium() as browser:
        person = desk(browser, county).begin("组织部")
        page = person.page
        first = publish(person)
        send_quarter(terminals[1], VILLAGES[1], 2)
        wait_until("the county has both", lambda: "2/" in at(person, f"/{PERIOD}", "#coverage"))
        second = publish(person)
        assert first != second
        person.go(f"/{PERIOD}/publication?run={second}")
        page.fill("#withdraw-reason", "发布有误")
        page.click("form[action$='/withdraw'] button")
        # It had replaced the first, which is to stand again: nobody but a person says so.
        page.wait_for_selector("#question")
        page.click("button[name=former]")
        page.wait_for_url("**/publication?**")
        person.wait_for("撤回")
        for place_of in ("", "/ranking", f"/units/{VILLAGES[0]}", "/publication"):
            text = at(person, f"/{PERIOD}{place_of}", "main")
            assert "草稿，测算于" not in text, (place_of, text)
        assert f"排名编号 {first[:12]}" in at(person, f"/{PERIOD}/ranking", "p.quiet >> nth=0"), person.text()
        said = at(person, f"/{PERIOD}/ranking?run={second}", "main")
        assert "已于" in said and "撤回：发布有误" in said and f"查看现行的排名 {first[:12]}" in said, said
        person.go(f"/{PERIOD}")
        page.click("form[action$='/display'] button")
        page.wait_for_url("**/display/*")
        assert "按已发布的排名" in page.content(), person.text()
        for run, state in ((first, "published"), (second, "withdrawn")):
            answer = page.request.get(person.base + f"/{PERIOD}/ranking/csv?run={run}")
            name = answer.headers["content-disposition"]
            assert run[:12] in name and state in name, name
            rows = list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))
            assert {(row["run 排名编号"], row["state 排名状态"]) for row in rows} == {(run, state)}, rows[0]
        notice = page.request.get(person.base + f"/{PERIOD}/notice/html?run={second}").text()
        assert "理由：发布有误。现行有效的是" in notice and first[:12] in notice
        # Who thinks better of it when told what comes of it has withdrawn nothing.
        person.go(f"/{PERIOD}/publication?run={first}")
        page.fill("#withdraw-reason", "再核")
        page.click("form[action$='/withdraw'] button")
        assert first[:12] in person.text("#question") and "再核" in person.text("#question"), person.text()
        page.click("a:has-text('不办理，返回')")
        assert "已撤回" not in person.text("h2:has-text('各次测算') + table tr:has-text('已发布')"), person.text()
        # With the first withdrawn too, a room is shown none, and the reason why; the draft of before is not in its place.
        page.fill("#withdraw-reason", "再核")
        page.click("form[action$='/withdraw'] button")
        says_yes(person, "撤回后本期没有有效名单", "各级都会看到")
        person.wait_for("已撤回发布")
        for place_of in ("", "/ranking", "/publication?run="):
            said = at(person, f"/{PERIOD}{place_of}", "main")
            assert "没有有效的排名" in said and "再核" in said, (place_of, said)
            assert "按最近一次测算" not in said, (place_of, said)
        assert not person.faults, person.faults


def test_what_is_wrong_is_said_beside_it_and_corrected(place):
    """A finding with a wrong day keeps what was typed, is extended only with a new day, and is withdrawn; rules that cannot
    be put say so beside the button; a wrong password stays on the page of operators."""
    county, township, terminals = place.desks(VILLAGES[:1])
    send_quarter(terminals[0], VILLAGES[0], 3)
    with chromium() as browser:
        person = desk(browser, township).begin("督查组")
        page = person.page
        person.go(f"/{PERIOD}/findings?unit={VILLAGES[0]}")
        typed = {"date": "2026-09-10", "clause": "主题党日", "text": "记录不全", "points": "1", "due": "2026-09-20", "told_on": "2026-09-11"}
        for name, value in typed.items():
            page.fill(f"#{name}", value)
        page.click("main form[action*='#new'] button")
        page.click("button:has-text('保存问题')")
        person.wait_for("逾期 1 件")
        line = page.locator("main tbody tr", has_text="记录不全")

        def follow(**cells):
            if not line.locator("details[open]").count():
                line.locator("summary").click()
            for name, value in cells.items():
                if name == "result":
                    line.locator("select[name=result]").select_option(value)
                else:
                    line.locator(f"[name={name}]").fill(value)
            line.locator("button:has-text('保存')").click()
            page.wait_for_load_state()

        follow(rechecked_on="2026-09-01", text="会议记录不全")
        assert "不能早于检查日期" in line.inner_text(), person.text()
        assert line.locator("[name=rechecked_on]").get_attribute("aria-invalid") == "true"
        assert line.locator("textarea[name=text]").input_value() == "会议记录不全"
        follow(rechecked_on="2026-09-22", result="extended")
        assert "请写新的整改期限" in line.inner_text(), person.text()
        follow(due="2026-12-20")
        assert "整改中 1 件" in person.text(), person.text()
        assert "会议记录不全" in line.inner_text()
        line.locator("summary").click()
        line.locator("input[name=reason]").fill("记错了村")
        line.locator("button:has-text('撤回')").click()
        # What the village gets back is said first.
        assert "分" in person.text("#question"), person.text()
        page.click("main button:has-text('撤回')")
        person.wait_for("整改中 0 件")
        # Operators: the fault stands with the form, and the name stays.
        person.go("/settings")
        page.fill("#new-operator", "新来的")
        page.fill("#new-password", "correct-horse-1")
        page.fill("#new-repeated", "correct-horse-2")
        page.click("form[action='/settings/operators'] button")
        assert page.input_value("#new-operator") == "新来的" and page.locator("main .trouble").count() == 1
        # Rules.
        person = desk(browser, county).begin("组织部")
        page = person.page
        person.go(f"/{PERIOD}/scheme")
        page.fill("#from", "2026Q3")
        page.click("button[name=put]")
        page.wait_for_url("**/scheme#put")
        trouble = page.locator("main .trouble")
        assert "已经开始" in trouble.inner_text()
        box = trouble.bounding_box()
        assert 0 <= box["y"] < page.viewport_size["height"], box
        page.fill("#tried_on", "从前")
        page.click("button[name=try]")
        page.wait_for_url("**/scheme#try")
        box = page.locator("main .trouble").bounding_box()
        assert 0 <= box["y"] < page.viewport_size["height"], box
