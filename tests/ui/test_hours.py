"""Pane 3 by keyboard: three views on the same dates, any date at all, and what is narrowed to whom."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from textual.pilot import Pilot

from tests.domain.hours import weekly
from tui.domain import calendar as weeks
from tui.domain.query import HoursRow
from tui.domain.recurrence import slots
from tui.domain.schedule import Expansion, OfficeHours
from tui.present import language
from tui.present.copying import Kind
from tui.ui import ahead
from tui.ui.app import SamspillApp
from tui.ui.panes.hours import HoursPane
from tui.ui.panes.hours_views import View
from tui.ui.services import Services
from tui.ui.state import load

from .conftest import NOW, opened, press, rest, screen_text


def pane(app: SamspillApp) -> HoursPane:
    assert app.main is not None
    found = app.main.panes["hours"]
    assert isinstance(found, HoursPane)
    return found


def context(app: SamspillApp) -> str:
    return screen_text(app).splitlines()[2]


def cursor(app: SamspillApp) -> str:
    return next(line for line in screen_text(app).splitlines() if line.startswith(">"))


def message(app: SamspillApp) -> str:
    return screen_text(app).splitlines()[-2]


async def asked(pilot: Pilot[None], text: str) -> None:
    await press(
        pilot, "g", *(dict(zip(" .-", ("space", "full_stop", "minus"), strict=True)).get(one, one) for one in text)
    )
    await press(pilot, "enter")


def with_hours(services: Services, *rows: HoursRow) -> Services:
    services.reader.hours = lambda organization_id=None: rows  # type: ignore[method-assign]
    return services


async def test_v_goes_through_the_views_and_the_choice_is_remembered(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3")
        seen = [pane(app).view]
        for _view in View:
            await press(pilot, "v")
            seen.append(pane(app).view)
        assert seen == ["agenda", "week", "staffing", "agenda"]
        await press(pilot, "v", "l")
        await pilot.press("Q")
    assert load(services.state_file).views == {"hours": "week"}
    async with opened(services) as (app, _pilot):
        assert pane(app).view == View.WEEK
        assert context(app).startswith(" Week 48   23.-29. November 2026")


async def test_days_weeks_and_today_in_the_agenda(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3", "l")
        assert "TOMORROW  Tu 24.11" in screen_text(app)
        assert cursor(app).startswith("> 10:00-12:00")
        await press(pilot, "L")
        assert pane(app).here == date(2026, 12, 1)
        await press(pilot, "H", "h")
        assert pane(app).here == date(2026, 11, 23)
        await press(pilot, "h", "h")
        assert pane(app).here == date(2026, 11, 21)
        assert context(app).startswith(" Agenda from Mo 16.11")
        await press(pilot, "t")
        assert pane(app).here == date(2026, 11, 23)
        assert context(app).startswith(" Agenda from today   19 office hours this week   ! 3 warnings")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24.12", date(2026, 12, 24)),
        ("5.1.2027", date(2027, 1, 5)),
        ("2026-12-24", date(2026, 12, 24)),
        ("uke 50", date(2026, 12, 7)),
        ("24.12.1905", date(1905, 12, 24)),
        ("31.12.9999", date(9999, 12, 31)),
        ("1.1.0001", date(1, 1, 1)),
    ],
)
@pytest.mark.parametrize("view", View)
async def test_g_goes_to_any_date_in_every_view(text: str, day: date, view: View, services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3", *"v" * list(View).index(view))
        await asked(pilot, text)
        here = pane(app).here
        assert here == day or (view is View.AGENDA and abs((here - day).days) <= 7)
        await press(pilot, "l", "h", "j", "k", "pagedown", "pageup", "L", "H", "G", "t")
        assert pane(app).here == date(2026, 11, 23)


async def test_a_wrong_date_is_told_and_can_be_corrected_or_left(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3")
        await asked(pilot, "31.2")
        assert message(app) == ' There is no such day as "31.2". Write 24.12, 24.12.2026, 2026-12-24 or week 48.'
        assert re.search(r"Go to date: +31\.2", screen_text(app))
        await press(pilot, *["backspace"] * 4, "3", "full_stop", "1", "2", "enter")
        assert pane(app).here == date(2026, 12, 3)
        assert message(app) == ""
        await press(pilot, "g", "j", "escape")
        assert "Go to date" not in screen_text(app)
        before = pane(app).here
        await press(pilot, "j")
        assert pane(app).here >= before


async def test_home_and_g_elsewhere_still_mean_the_first_row(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "j", "j", "g")
        assert app.main is not None
        assert app.main.pane.list.index == 0
        await press(pilot, "3", "j", "j", "home")
        assert pane(app).here == date(2026, 11, 23)


async def test_the_agenda_grows_both_ways_and_never_ends(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3")
        for _page in range(60):
            await pilot.press("pagedown")
        await rest(pilot)
        assert pane(app).here > date(2027, 3, 1)
        assert re.search(r" [A-Z]+  \w\w \d+\.\d+\.2027", screen_text(app))
        await press(pilot, "t", *"k" * 40)
        assert pane(app).here < date(2026, 11, 16)


async def test_an_agenda_without_anybody_says_so_and_goes_on(services: Services) -> None:
    ended = weekly("a", 1, 9, 11, valid_to=date(2026, 11, 30))
    async with opened(with_hours(services, ended)) as (app, pilot):
        await press(pilot, "3")
        shown = screen_text(app)
        assert "TODAY  Mo 23.11" in shown
        assert "  no office hours" in shown
        assert "We 25.11 - Su 29.11   no office hours" in shown
        assert "! Mo 30.11   Kafeen: the office hours end, last valid day Mo 30.11" in shown
        await press(pilot, "G", "j", "j", "j", "l")
        assert "no office hours" in cursor(app)
        await asked(pilot, "24.12.2090")
        assert "no office hours" in cursor(app)


# -- the week ----------------------------------------------------------------------------------------------------


async def test_the_cell_under_the_cursor_is_spelled_out_and_empty_ones_say_so(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3", "v")
        assert "Mo 23.11 08:30-10:30 Kirkens Bymisjons møteplass i Mosjøen" in screen_text(app)
        await press(pilot, "l")
        assert "Tu 24.11 08:00-09:00: no office hours" in screen_text(app)
        assert cursor(app).startswith(">08")
        await press(pilot, "j", "j")
        assert "Tu 24.11 10:00-12:00" in screen_text(app)
        await press(pilot, "right", "left", "h", "h")
        assert context(app).startswith(" Week 47   16.-22. November 2026")
        assert pane(app).here == date(2026, 11, 22)
        await press(pilot, "L")
        assert pane(app).here == date(2026, 11, 29)


async def test_the_cursor_visits_every_cell(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3", "v", "H")
        await asked(pilot, "16.11")
        seen = set()
        for _day in range(7):
            await pilot.press("home")
            for _hour in range(len(pane(app).grid._bands(pane(app).grid.day))):
                grid = pane(app).grid
                seen.add((grid.day.weekday(), grid.band))
                marked = [line for line in screen_text(app).splitlines() if line.startswith(">")]
                assert len(marked) == 1
                assert marked[0][1:3] == f"{grid.band.first:02}"
                line, column = grid.cursor_line, grid.cursor_column
                assert screen_text(app).splitlines()[4 + line].startswith(">")
                assert screen_text(app).splitlines()[4 + line][column - 1] in "|+"
                await pilot.press("j")
            await pilot.press("l")
        rows = {band for _day, band in seen}
        assert len(seen) == 7 * len(rows)
        assert {0, 23} <= {hour for band in rows for hour in (band.first, band.last)}


async def test_enter_leads_to_the_partner_and_back_to_the_same_cell(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3", "v", "enter")
        assert app.main is not None
        assert app.main.current == "partners"
        assert "Stiftelsen Kirkens Bymisjon" in cursor(app)
        await press(pilot, "q")
        assert (app.main.current, pane(app).view) == ("hours", View.WEEK)
        assert cursor(app).startswith(">08")
        await press(pilot, "j", "j", "enter")  # several there: the card takes the pane
        assert app.main.pane.opened
        await press(pilot, "q")
        assert cursor(app).startswith(">10")
        assert pane(app).body.has_focus


async def test_a_link_to_an_office_hour_leads_to_its_cell(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3", "v", "L", "2", *"/mosj", "enter", "enter")
        for _step in range(30):
            if "Hours" in cursor(app):
                break
            await press(pilot, "j")
        await press(pilot, "enter")
        assert pane(app).view == View.WEEK
        assert pane(app).grid.sessions


async def test_five_states_are_five_words_and_marks(services: Services) -> None:
    async with opened(services, lang="nb") as (app, pilot):
        await press(pilot, "3", "v")
        await asked(pilot, "25.12")
        shown = screen_text(app)
        assert "to 24 !" in shown
        assert re.search(r"# åpent +\? ikke bekreftet +x stengt +! fridag +- avlyst", shown)
        assert "Bortfalt denne uken: on 12:00-14:30" in shown
        assert re.search(r"[x]KB[BR]", shown)
        assert re.search(r"-KBM", shown)


async def test_three_at_once_at_80_columns_are_counted_and_listed_below(services: Services) -> None:
    rows = [weekly(f"h{number}", 0, 9, 11, place=f"Brua nummer {name}") for number, name in enumerate("ABCDE")]
    async with opened(with_hours(services, *rows)) as (app, pilot):
        await press(pilot, "3", "v")
        assert re.search(r"\|#\w+#\w+ ?\+3\|", screen_text(app))
        await press(pilot, "enter")
        shown = screen_text(app)
        assert all(f"Brua nummer {name}" in shown for name in "ABCDE")
        assert "Days without office hours this week: Tu, We, Th, Fr, Sa, Su" in shown


async def test_below_72_columns_the_week_is_refused_with_the_reason(services: Services) -> None:
    async with opened(services, size=(71, 24)) as (app, pilot):
        await press(pilot, "3", "v")
        assert pane(app).view == View.STAFFING
        assert message(app) == " The week needs 72 columns, here are 71."
    async with opened(services, size=(72, 24)) as (app, pilot):
        await press(pilot, "3", "v")
        assert pane(app).view == View.WEEK
        assert "|Su 29" in screen_text(app)
        await pilot.resize_terminal(71, 24)
        await rest(pilot)
        assert pane(app).view == View.AGENDA
        assert message(app) == " The week needs 72 columns, here are 71."


async def test_a_tall_terminal_shows_the_next_week_too(services: Services) -> None:
    async with opened(services, size=(120, 36)) as (app, pilot):
        await press(pilot, "3", "v")
        assert "-- Week 49   30. November - 6. December 2026 --" in screen_text(app)
        await press(pilot, "L")
        assert "-- Week 49" in screen_text(app)
        await press(pilot, "L")
        assert "-- Week 51" in screen_text(app)
    async with opened(services, size=(120, 35)) as (app, pilot):
        await press(pilot, "3", "v")
        assert "-- Week 49" not in screen_text(app)


async def test_midnight_passes_while_the_week_is_open(services: Services) -> None:
    now = [NOW]
    async with opened(replace(services, clock=lambda: now[0])) as (app, pilot):
        await press(pilot, "3", "v")
        assert "|Mo 23 TODAY" in screen_text(app)
        now[0] = NOW + timedelta(days=1)
        app._minute()
        await rest(pilot)
        assert "|Tu 24 TODAY" in screen_text(app)


async def test_an_hour_in_another_zone_stands_at_its_own_clock_with_its_offset(services: Services) -> None:
    there = weekly("a", 0, 9, 11, timezone_name="Europe/Helsinki")
    async with opened(with_hours(services, there)) as (app, pilot):
        await press(pilot, "3")
        assert "09:00-11:00" in cursor(app)
        assert "local time, UTC+2" in cursor(app)
        await press(pilot, "v")
        assert cursor(app).startswith(">09")
        assert "local time, UTC+2" in screen_text(app)


# -- staffing, hosts and providers -------------------------------------------------------------------------------


async def test_staffing_counts_places_hosts_and_providers_and_opens_their_hours(services: Services) -> None:
    async with opened(services, size=(80, 60)) as (app, pilot):
        await press(pilot, "3", "v", "v")
        shown = screen_text(app)
        assert shown.index("PLACES") < shown.index("All places together") < shown.index("HOSTS")
        assert re.search(r"Evenes rådhus +8 h +8 h", shown)
        assert shown.index("HOSTS") < shown.index("PROVIDERS")
        while "Evenes rådhus" not in cursor(app):
            await press(pilot, "j")
        await press(pilot, "enter")
        assert pane(app).view == View.AGENDA
        assert context(app).startswith(" Office hours > Evenes rådhus > ")
        assert "Lofoten" not in screen_text(app)
        await press(pilot, "escape")
        assert "Lofoten" in screen_text(app)
        await press(pilot, "q")
        assert pane(app).view == View.STAFFING
        assert "Evenes rådhus" in cursor(app)


async def test_f_narrows_to_the_host_then_the_provider_then_nothing(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3", "j", "f")
        assert "host: Narvik dagsenter for unge voksne" in context(app)
        before = cursor(app)
        await press(pilot, "f")
        assert "provider: Nav Narvik" in context(app)
        assert cursor(app) == before
        await press(pilot, "f")
        assert "provider" not in context(app)
        assert cursor(app) == before
        await press(pilot, "f", "v")
        assert "host: Narvik" in context(app)


async def test_what_the_week_has_is_counted_only_where_all_of_it_is_listed(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3")
        assert "19 office hours this week" in context(app)
        await press(pilot, "slash", *"narvik", "enter")
        assert context(app) == " /narvik   Agenda from today"
        await press(pilot, "escape", "f")
        assert "this week" not in context(app)


async def test_an_office_hour_that_is_hidden_is_found_all_the_same(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3")
        key = pane(app).selected_key
        await press(pilot, "j", "f")
        assert key is not None
        assert pane(app).find(key)
        assert pane(app).only is None
        assert pane(app).selected_key == key


# -- what every pane can do --------------------------------------------------------------------------------------


async def test_an_office_hour_says_where_it_comes_from_in_agenda_and_week(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3", "i")
        agenda = screen_text(app)
        assert "WHERE THIS COMES FROM" in agenda
        assert re.search(r"Id inside it +\S+", agenda)
        await press(pilot, "q", "v", "i")
        assert screen_text(app).splitlines()[4:] == agenda.splitlines()[4:]
        assert context(app).startswith(" Office hours > Åpen frokost (eksempel)")
        await press(pilot, "q", "j", "j", "i")
        assert message(app).startswith(" There are several office hours here.")
        await press(pilot, "l", "home", "i")
        assert message(app).startswith(" There is no record here")


async def test_what_a_cell_holds_can_be_copied(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3", "v", "j", "j")
        kinds = {part.kind for part in pane(app).parts()}
        names = {part.value for part in pane(app).parts() if part.kind is Kind.NAME}
        assert kinds >= {Kind.NAME, Kind.ADDRESS}
        assert {"Åpen frokost (eksempel)", "Nav på dagsenteret (eksempel)"} <= names
        await press(pilot, "v")
        assert [part.value for part in pane(app).parts()] == [pane(app).selected_title]


async def test_back_leads_to_the_view_and_the_host_one_left(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3", "j", "f")
        there, row = context(app), cursor(app)
        await press(pilot, "2", "3", "f", "f", "v", "v")
        assert pane(app).view == View.STAFFING
        await press(pilot, "2", "comma", "comma", "comma")
        assert context(app) == there
        assert cursor(app) == row
        await press(pilot, "full_stop", "full_stop")
        assert (pane(app).view, pane(app).only) == (View.STAFFING, None)


async def test_the_whole_pane_for_the_week_or_for_its_card(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3", "v", "z")
        assert (pane(app).grid.display, pane(app).card.display) == (True, False)
        await press(pilot, "z", "tab", "z")
        assert (pane(app).grid.display, pane(app).card.display) == (False, True)
        await press(pilot, "z")
        assert (pane(app).grid.display, pane(app).card.display) == (True, True)


@pytest.mark.parametrize("views", ["", "v", "vv"])
async def test_another_language_leaves_no_word_of_the_first(views: str, services: Services) -> None:
    async with opened(services, lang="nn") as (_app, pilot):
        await press(pilot, "3", *views)
        expected = screen_text(_app)
    async with opened(services, lang="nb") as (app, pilot):
        pane(app).view = View.AGENDA
        await press(pilot, "3", *views)
        assert app.main is not None
        language.use("nn")
        app.main.say_everything_anew()
        await rest(pilot)
        assert screen_text(app) == expected


async def test_help_has_each_key_for_what_it_does_here(services: Services) -> None:
    async with opened(services, size=(80, 60)) as (app, pilot):
        await press(pilot, "3", "question_mark")
        there = screen_text(app)
        assert re.search(r"^[> ] g +Go to a date or a week$", there, re.MULTILINE)
        assert re.search(r"^[> ] Home +First row$", there, re.MULTILINE)
        assert re.search(r"^[> ] Enter +Open, or follow the link$", there, re.MULTILINE)
        await press(pilot, "escape", "4", "question_mark")
        assert re.search(r"^[> ] g Home +First row$", screen_text(app), re.MULTILINE)


async def test_on_the_last_day_of_a_week_the_agenda_fills_the_screen(services: Services) -> None:
    sunday = NOW - timedelta(days=1)
    async with opened(replace(services, clock=lambda: sunday)) as (app, pilot):
        await press(pilot, "3")
        assert "TOMORROW  Mo 23.11" in screen_text(app)
        assert pane(app).list.count > 3 * pane(app).list.size.height


# -- many --------------------------------------------------------------------------------------------------------


async def test_thousands_are_worked_out_a_little_at_a_time(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "BREATH", 1.0)  # long enough for a look in between
    rows = [weekly(f"h{number}", number % 5, 9, 11, place=f"Sted {number % 300}") for number in range(1_500)]
    async with opened(with_hours(services, *rows)) as (app, pilot):
        await press(pilot, "3")
        calendar = pane(app).found.calendar
        assert calendar.knows(date(2026, 11, 23))
        assert not calendar.knows(date(2026, 12, 21))
        monkeypatch.setattr(ahead, "BREATH", 0.01)
        for _try in range(500):
            if calendar.knows(date(2026, 12, 21)):
                break
            await pilot.pause(0.01)
        await rest(pilot)
        assert "2 warnings" in context(app)
        assert calendar is pane(app).found.calendar


async def test_the_first_visit_finds_its_weeks_worked_out(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = counted(monkeypatch)
    rows = [weekly(f"h{number}", number % 5, 9, 11, place=f"Sted {number % 300}") for number in range(1_500)]
    async with opened(with_hours(services, *rows)) as (app, pilot):
        for _piece in pane(app).get_ready():
            pass
        for _try in range(500):
            if pane(app).found.calendar.knows(date(2026, 11, 16)):  # the last one to be worked out
                break
            await pilot.pause(0.01)
        before = len(asked)
        assert before
        await press(pilot, "3")
        assert "2 warnings" in context(app)
        assert len(asked) == before


async def test_a_visit_before_that_works_out_each_rule_once(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "BREATH", 60.0)
    rows = [weekly(f"h{number}", number % 5, 9, 11, place=f"Sted {number % 300}") for number in range(1_500)]
    async with opened(with_hours(services, *rows)) as (_app, pilot):
        asked = counted(monkeypatch)
        await press(pilot, "3")
        assert len(asked) == len(rows)
        await press(pilot, "2", "3")
        assert len(asked) == len(rows)


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The rules that are worked out from here on."""
    asked: list[str] = []

    def counting(hours: OfficeHours, first: date, last: date) -> Expansion:
        asked.append(hours.id)
        return slots(hours, first, last)

    monkeypatch.setattr(weeks, "slots", counting)
    return asked


async def test_at_the_very_end_of_the_clock_nothing_breaks(services: Services) -> None:
    late = datetime(9999, 12, 31, 20, tzinfo=UTC)
    async with opened(replace(services, clock=lambda: late)) as (app, pilot):
        await press(pilot, "3", "v", "l", "v", "v", "j", "L")
        assert pane(app).view == View.AGENDA
