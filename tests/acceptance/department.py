"""What a department does at the county's desk, step by step."""

def says_yes(person, *lines):
    """Reads the question before what can't be undone, and presses its one button."""
    person.page.wait_for_selector("#question")
    for line in lines:
        assert line in person.text("#question"), person.text()
    assert person.page.locator("main button").count() == 1
    person.page.click("main button")
    person.page.wait_for_load_state()


def says_yes_to_none(person):
    """Of a list that had replaced another: reads the question, and lets none stand."""
    person.page.wait_for_selector("#question")
    assert person.page.locator("main button").count() == 2, person.text()
    person.page.click("main button >> nth=0")
    person.page.wait_for_load_state()


def makes_a_run(person):
    """Has the list made anew, from its page."""
    person.page.click("form[action$='/publication/run'] button")
    person.wait_for("已测算")


def names_the_county_and_publishes(person):
    """Types the county's name, which publishing asks for, and goes on to the question."""
    person.page.fill("#confirm", person.text(".frame strong"))
    person.page.click("form[action$='/publish'] button")


def decides(person, unit, decision, reason):
    """Fills in what is decided on a village, and goes on to the question."""
    person.page.select_option("#decide-unit", unit)
    person.page.select_option("#decide-decision", decision)
    person.page.fill("#decide-reason", reason)
    person.page.click("form[action$='/decide'] button:has-text('认定并公开')")


def gives_a_reason(line, reason):
    """Opens what a line of a list hides, and takes back what it is about."""
    line.locator("summary").click()
    line.locator("input[name=reason]").fill(reason)
    line.locator("button").click()


def fills(page, **fields):
    """Types into fields of a form, by their names."""
    for name, value in fields.items():
        page.fill(f"#{name}", value)


def live(person, part):
    return person.page.inner_text(f"[data-live='{part}']")
