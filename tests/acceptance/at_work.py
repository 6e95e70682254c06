"""A clerk at work: a village's terminal beneath its county, and its pages in a browser."""

import contextlib

from browser import chromium, desk
from test_pages import VILLAGE, county_with, with_roster


def with_meeting(terminal, day="2026-08-15"):
    """A theme day with its id, at which nobody is marked."""
    terminal.run("record", "meetings", "meeting=t08", "kind=theme_day", f"date={day}", "title=八月主题党日")


@contextlib.contextmanager
def at_work(place, meeting=False, passed_over=None):
    """The terminal, whoever works at it with a roster of three and maybe a meeting, and the page; at the end nothing
    was wrong with the page but what is passed over."""
    _, _, [terminal] = county_with(place, VILLAGE)
    with chromium() as browser:
        clerk = desk(browser, terminal).begin()
        with_roster(place, clerk)
        if meeting:
            with_meeting(terminal)
        yield terminal, clerk, clerk.page
        faults = [fault for fault in clerk.faults if passed_over is None or passed_over not in fault]
        assert not faults, faults
