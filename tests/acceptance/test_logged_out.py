"""Forms that come while nobody is logged in: what a clerk typed waits for that clerk alone, and nothing else waits; and what
was refused is audited."""

import re

from browser import OPERATOR, PASSWORD, chromium, desk
from place import PERIOD, VILLAGES, off_by
from test_pages import VILLAGE, Visitor, county_with

NOT_KEPT = "刚才提交的内容没有保存，也没有执行"
OTHER = "李书记"


def waits(text):
    """The name of the form that waits, as the log-in page bears it."""
    found = re.search(r'name="again" value="([0-9a-f]+)"', text)
    return found and found[1]


def log_in(visitor, operator, again):
    return visitor.ask("POST", "/login", {"operator": operator, "password": PASSWORD, "again": again})


def test_what_a_stranger_prepares_waits_for_nobody(place):
    """Whoever sits at a browser in which nobody is logged in prepares nothing for whoever logs in next."""
    _, township, [terminal] = place.desks([VILLAGE])
    terminal.serve()
    acts = {
        f"/{PERIOD}/figures": {f"{VILLAGES[1]}/bonus_items": "10"},
        f"/{PERIOD}/findings/{VILLAGE}/f1/withdraw": {"reason": "写错了"},
        f"/{PERIOD}/publication/decide": {"unit": VILLAGE, "decision": "excuse", "reason": "x"},
        "/settings/operators": {"operator": "某", "role": "head", "password": "别人的口令很长很长", "repeated": "别人的口令很长很长"},
        "/settings/password": {"present": PASSWORD, "password": "别人的口令很长很长", "repeated": "别人的口令很长很长"},
        f"/{PERIOD}/tables/tasks": {"title": "收缴党费", "due": "2026-09-30"},
    }
    with chromium() as browser:
        desk(browser, township).begin("党建办")
        desk(browser, terminal).begin()
    for node, operator in ((township, "党建办"), (terminal, OPERATOR)):
        stranger = Visitor(node)
        for path, fields in acts.items():
            for token in ({}, {"token": "invented"}):
                for origin in ({}, {"Origin": f"http://{stranger.address}"}):
                    _, text, _ = stranger.ask("POST", path, fields | token, origin)
                    assert (NOT_KEPT in text or "没有这一页" in text) and not waits(text), (path, text)
                    assert not any(value in text for value in fields.values() if len(value) > 4), (path, text)
        # Nor does what stands in the log-in form itself.
        fields = {"operator": operator, "password": PASSWORD, "again": f"/{PERIOD}/tables/tasks", "kept.title": "收缴党费"}
        status, text, _ = stranger.ask("POST", "/login", fields)
        assert status == 410 and "收缴党费" not in text, (status, text)


def test_what_a_clerk_typed_waits_for_that_clerk(place):
    """Of a locked session and of one that is over: in words, with the labels of the form, for its operator alone, once."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        desk(browser, terminal).begin()
    (place.folder / "口令").write_text(PASSWORD + "\n", encoding="utf-8")
    terminal.run("operator", "add", OTHER, "--password-file", place.folder / "口令")
    task = {"title": "收缴党费", "due": "2026-09-30", "done_on": "", "seen": "", "back": ""}
    for number, shift in enumerate(("+20m", "+13h")):
        terminal.stop()
        terminal.serve()
        clerk = Visitor(terminal).log_in()
        terminal.stop()
        surroundings = terminal.environment
        terminal.environment = surroundings | off_by(shift)
        terminal.serve()
        clerk.address = Visitor(terminal).address
        # A page that asks by itself ends a session that is over; what is typed afterwards waits all the same.
        clerk.ask("GET", f"/frame?period={PERIOD}", headers={"Accept": "application/json", "X-By-Itself": "yes"})
        own = {"token": clerk.token}
        for path, fields in (("/settings/password", {"present": PASSWORD, "password": "另一个口令也很长"}),
                             ("/settings/operators/disable", {"operator": OTHER}), (f"/{PERIOD}/seal", {"anyway": "yes"})):
            _, text, _ = clerk.ask("POST", path, fields | own)
            assert NOT_KEPT in text and not waits(text) and "另一个口令也很长" not in text and PASSWORD not in text, text
        _, text, _ = clerk.ask("POST", f"/{PERIOD}/tables/tasks", task | {"token": "invented"})
        assert not waits(text), text
        _, text, _ = clerk.ask("POST", f"/{PERIOD}/tables/tasks", task | own)
        name = waits(text)
        assert name and task["title"] not in text, text
        # Nobody else is shown it.
        other = Visitor(terminal)
        other.cookie = clerk.cookie
        status, text, _ = log_in(other, OTHER, name)
        assert status == 410 and task["title"] not in text, (status, text)
        status, text, _ = log_in(clerk, OPERATOR, name)
        assert status == 200 and "将在“任务”中登记一条新记录" in text and f"由{OPERATOR}于" in text, text
        typed = text.split('id="typed"')[1].split("</ul>")[0]
        assert task["title"] in typed and not re.search(r"\b(title|due|seen|token)\b", typed), typed
        assert "autofocus" not in text, text
        fields = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', text))
        status, text, _ = clerk.ask("POST", f"/{PERIOD}/tables/tasks", fields)
        assert status == 303, (status, text)
        assert len(terminal.run("list", "tasks", "--format", "json").json()["rows"]) == number + 1
        # Once.
        status, _, _ = log_in(clerk, OPERATOR, name)
        assert status == 410, status
        terminal.stop()
        terminal.environment = surroundings
        terminal.serve()
        task["title"] = "走访慰问"
