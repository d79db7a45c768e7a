"""Panes that were not looked at yet: what their first look would wait for is worked out before."""

from __future__ import annotations

from tui.ui.panes.hours import HoursPane
from tui.ui.services import Services

from .conftest import opened, press, screen_text


async def test_the_first_look_at_a_pane_finds_its_work_done(services: Services) -> None:
    async with opened(services) as (app, pilot):
        assert app.main is not None
        hours = app.main.panes["hours"]
        assert isinstance(hours, HoursPane)
        assert not hours.found.all.rows
        before = screen_text(app)
        while not (hours.found.all.rows and hours.found.all.knows(hours.today)):
            await pilot.pause(0.05)
        assert screen_text(app) == before  # none of it is seen
        found, week = hours.found, hours.found.all.week(hours.today)
        await press(pilot, "3")
        assert hours.found is found
        assert hours.found.all.week(hours.today) is week
        assert "08:30-10:30" in screen_text(app)
