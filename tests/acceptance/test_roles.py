"""What each role may open and send at the desks of a county and a township, and that every link leads somewhere."""

import csv
import io
import re
import urllib.parse

from browser import PASSWORD, chromium, desk
from place import PERIOD, VILLAGES, send_quarter, wait_until


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
            if name == "来访":
                # Who only looks sees no draft, and nothing is published yet.
                answer = person.page.request.get(notice)
                assert answer.status == 409 and "尚无通报" in answer.text(), (answer.status, answer.text()[:600])
                continue
            assert person.page.request.get(notice).status == 200
            for terms in ("issuer=中共某某县委", "number=某委〔2026〕1号", "days=30"):
                assert person.page.request.get(f"{notice}?{terms}").status == 403, (name, terms)
            person.go(f"/{PERIOD}/notice")
            assert not person.page.query_selector("#issuer") and "考评通报" in person.text(), person.text()
            assert not person.faults, person.faults
        assert any(action.endswith("/review") for action in forms["督查员"]), forms
        assert forms["来访"] <= {"/settings/password", "/preferences", "/sync", "/#/scheme"}, forms
        # What they were refused is audited, each once; and who may not read that at the page may not by command either.
        head.go("/audit")
        refused = [line for line in head.text("main tbody").splitlines() if "操作被拒绝" in line]
        for name in ("督查员", "来访"):
            own = [line for line in refused if name in line]
            assert sum(f"/{PERIOD}/publication/run" in line for line in own) == 1 and len(own) >= 7, refused
            assert "请由负责人办理" in township.run("audit", "--operator", name, code=3).said
        assert any(f"/{PERIOD}/findings" in line and "来访" in line for line in refused), refused
        assert "操作被拒绝" in township.run("audit", "--operator", "党建办").out
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
        # The menu of periods leads somewhere too, on the page of a row or of what changed as well.
        menu = person.page.eval_on_selector_all("details.periods a:not([aria-current])", "links => links.map((link) => link.href)")
        for link in menu[:3]:
            status = person.page.request.get(link).status
            if status >= 400:
                found.append(f"{link} in the menu of {path}: {status}")
        for link in person.page.eval_on_selector_all("a[href]", "links => links.map((link) => link.href)"):
            parts = urllib.parse.urlsplit(link)
            if link.startswith(person.base) and not re.search(r"/(csv|xlsx|docx|template|parquet|json)\b", parts.path):
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
            rows = [f"/{PERIOD}/tables/deeds/d1", f"/{PERIOD}/meetings/t8"]
            above = [f"/{PERIOD}/units/{VILLAGES[0]}", f"/{PERIOD}/units/{VILLAGES[0]}/tables/deeds/d1", f"/{PERIOD}/changes"]
            starts = [f"/{PERIOD}", *rows] if node is terminals[0] else [*above, f"/{PERIOD}"]
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
