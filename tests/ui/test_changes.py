"""Pane 6: what became different, looked at one by one, marked, taken back, and found again from everywhere."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta

import pytest
from textual.pilot import Pilot

from tui.domain.errors import ServerFailed
from tui.domain.freshness import Collection
from tui.domain.identity import hours_subject
from tui.domain.review import ReviewState
from tui.storage.book.book import Book
from tui.storage.cache import Cache
from tui.ui.app import SamspillApp
from tui.ui.panes.changes import ChangesPane
from tui.ui.screens.menu import Menu
from tui.ui.services import Services

from .conftest import NOW, Changing, opened, press, screen_text
from .story import AGREEMENTS, CHANGED, HOURS, PARTNERS, happens

LATER = CHANGED + timedelta(hours=1)
SESSION = "Nav-veileder på møteplassen (eksempel)"


def pane(app: SamspillApp) -> ChangesPane:
    assert app.main is not None
    return app.main.changes


def states(app: SamspillApp) -> str:
    """The marks of all changes in view, from the top."""
    rows = pane(app).rows.changes
    signs = {ReviewState.OPEN: ".", ReviewState.REVIEWED: "x", ReviewState.PASSED: "-"}
    return "".join(signs[one.state] for one in rows.window(0, len(rows)))


def row_3(app: SamspillApp) -> str:
    return screen_text(app).splitlines()[2]


def tab(app: SamspillApp) -> str:
    return screen_text(app).splitlines()[1]


def said(app: SamspillApp) -> str:
    return screen_text(app).splitlines()[-2].strip()


@pytest.fixture
def story(services: Services, changing: Changing) -> Services:
    happens(changing)
    return services


async def test_every_difference_stands_under_its_heading_with_its_count(story: Services) -> None:
    async with opened(story) as (app, pilot):
        assert "6 Changes 6 " in tab(app)
        await press(pilot, "6")
        shown = screen_text(app)
        for words in ("OFFICE HOURS (2)", "GOALS (1)", "CONTACT DETAILS (1)", "PARTNERS (1)", "AGREEMENTS (1)"):
            assert words in shown
        assert "due date      31.12.2027  -> 30.6.2027" in shown
        assert row_3(app).split("   ") == [" Since the first fetch; no review closed yet", "6 not seen"]
        await press(pilot, "G")
        assert "end date      31.12.2029  -> 31.12.2026" in screen_text(app)


async def test_m_marks_and_goes_on_and_u_takes_it_back(story: Services) -> None:
    async with opened(story) as (app, pilot):
        await press(pilot, "6", "m")
        assert (states(app), pane(app).list.index) == ("x.....", 2)
        assert "[6 Changes 5]" in tab(app)
        assert "5 not seen" in row_3(app)
        await press(pilot, "j", "m")  # from the goal on to the contact
        assert (states(app), pane(app).list.index) == ("x.x...", 6)
        await press(pilot, "u")
        assert (states(app), said(app)[:30]) == ("x.....", "Undone: marked as seen (Møtepl")
        await press(pilot, "u")
        assert states(app) == "......"
        await press(pilot, "u")
        assert said(app) == "There is nothing to undo."
    with closing(Book(story.book.path, lambda: NOW)) as again:
        assert sum(one.open for one in again.unreviewed()) == 6


async def test_all_in_view_are_marked_after_asking_and_that_is_taken_back_at_once(story: Services) -> None:
    async with opened(story) as (app, pilot):
        await press(pilot, "6", "M")
        assert isinstance(app.screen, Menu)
        assert "Mark 6 changes in view as seen?" in screen_text(app)
        await press(pilot, "2")
        assert states(app) == "......"
        await press(pilot, "M", "1")
        assert (states(app), said(app)) == ("xxxxxx", "6 changes are marked as seen.")
        assert "[6 Changes]" in tab(app)
        await press(pilot, "M")
        assert said(app) == "Everything in view is seen."
        await press(pilot, "u")
        assert (states(app), said(app)) == ("......", "Undone: marked all as seen")


async def test_the_mark_falls_when_the_value_changes_again(story: Services, changing: Changing) -> None:
    async with opened(story) as (app, pilot):
        await press(pilot, "6", "G", "m")
        assert states(app) == ".....x"
        changing.edit(AGREEMENTS, ("valid_to = 2026-12-31", "valid_to = 2027-12-31"))
        changing.sync(LATER)
        app._look()
        await press(pilot, "G")
        assert states(app) == "......."
        shown = screen_text(app)
        assert "AGREEMENTS (2)" in shown
        assert "31.12.2026  -> 31.12.2027" in shown
        assert "31.12.2029  -> 31.12.2026" in shown
        assert "6 Changes 7" in tab(app)


async def test_the_card_says_what_follows_and_when(story: Services) -> None:
    async with opened(story, size=(120, 40)) as (app, pilot):
        await press(pilot, "6", "G")
        card = " ".join("".join(line.partition("|")[2] for line in screen_text(app).splitlines()).split())
        assert "Follows 38 days left, was 1134" in card.replace(" ", " ")
        assert "goals are due after" in card
        assert "fetched yesterday 17:42; changed at the source" in card


async def test_what_is_about_a_person_is_not_kept_and_says_so(story: Services) -> None:
    async with opened(story) as (app, pilot):
        await press(pilot, "6", "j", "j", "j")
        shown = screen_text(app)
        assert "changed; value not kept" in shown
        assert "about a person is not kept, only that it changed." in shown
        assert "Mosjøen sentrum" not in shown


async def test_n_leads_to_what_is_not_seen_from_every_pane_and_back(story: Services) -> None:
    async with opened(story) as (app, pilot):
        assert app.main is not None
        await press(pilot, "5", "n")
        assert (app.main.current, pane(app).list.index) == ("changes", 1)
        for index in (2, 4, 6, 8, 10, 1):
            await press(pilot, "n")
            assert pane(app).list.index == index
        await press(pilot, "N")
        assert pane(app).list.index == 10
        await press(pilot, "q")
        assert app.main.current == "agreements"


async def test_n_says_when_everything_is_seen(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "n")
        assert said(app) == "Everything is seen."


async def find_host(pilot: Pilot[None]) -> None:
    await press(pilot, "2", "slash", *"mosj", "enter")


async def test_d_shows_what_changed_of_the_record_under_the_cursor(story: Services) -> None:
    async with opened(story) as (app, pilot):
        assert app.main is not None
        await find_host(pilot)
        assert "NEW 6" in screen_text(app)
        await press(pilot, "d")
        assert app.main.current == "changes"
        assert len(pane(app).rows.changes) == 6
        assert "Kirkens" in row_3(app)
        await press(pilot, "q")
        assert (app.main.current, app.main.pane.filter_text) == ("partners", "mosj")
        await press(pilot, "6")
        assert pane(app).listed.whose is None
        await press(pilot, "G", "d", "q")
        assert (app.main.current, pane(app).listed.whose, states(app)) == ("changes", None, "......")


async def test_d_on_an_agreement_has_its_goals_and_marks_only_those(story: Services) -> None:
    async with opened(story) as (app, pilot):
        assert app.main is not None
        await press(pilot, "5", "slash", *"mosjø", "enter")
        assert "* Møteplassen i Mosjøen" in screen_text(app)
        await press(pilot, "d")
        assert states(app) == ".."
        await press(pilot, "m", "m")
        assert (states(app), said(app)) == ("xx", "Everything in view is seen.")
        await press(pilot, "q")
        assert "* Møteplassen i Mosjøen" not in screen_text(app)
        assert "6 Changes 4" in tab(app)


async def test_goals_and_sessions_with_news_have_a_star(story: Services) -> None:
    async with opened(story) as (app, pilot):
        await press(pilot, "4", "slash", *"60 i arbeid", "enter")
        assert "* 60 i arbeidspraksis" in screen_text(app)
        await press(pilot, "3")
        assert "*09:00-12:00" in screen_text(app)


async def test_the_filter_on_what_was_not_seen(story: Services) -> None:
    async with opened(story) as (app, pilot):
        assert app.main is not None
        await press(pilot, "f", "7")
        assert "filter: not reviewed" in row_3(app)
        assert app.main.partners.list.count == 2
        assert "NEW 6" in screen_text(app)


async def test_since_a_day_a_sync_a_review_and_of_one_partner(story: Services, changing: Changing) -> None:
    with closing(Book(story.book.path, lambda: CHANGED + timedelta(minutes=1))) as book:
        book.close_review("T2-gjennomgang", story.reader.agreements())
    changing.edit(PARTNERS, ("Stiftelse,", "Ideell stiftelse,"))
    changing.sync(LATER)
    async with opened(story) as (app, pilot):
        await press(pilot, "6")
        assert (states(app), row_3(app).split("   ")[0]) == (".", " Since the last review (yesterday 17:43)")
        await press(pilot, "v", "4")
        assert (sorted(states(app)), row_3(app).split("   ")[0]) == (sorted(".------"), " Since the first fetch")
        await press(pilot, "v", "2")
        assert (states(app), row_3(app).split("   ")[0]) == (".", " Since the last sync (yesterday 18:42)")
        await press(pilot, "v", "3", *"22.11", "enter")
        assert (len(states(app)), row_3(app).split("   ")[0]) == (7, " Since yesterday 00:00")
        await press(pilot, "v", "3", *"23.11.2026", "enter")
        assert states(app) == ""
        assert "No changes since today 00:00." in screen_text(app)
        await press(pilot, "v", "3", *"tomorrow", "enter")
        assert '"tomorrow"' in said(app)
        await press(pilot, "v", "G", "enter")
        assert (states(app), row_3(app).split("   ")[0]) == (".", " Since T2-gjennomgang (22.11)")
        await press(pilot, "v", "4", "G", "v", "6")
        assert "Kirkens Bymisjon" in row_3(app)
        await press(pilot, "q")
        assert pane(app).listed.whose is None


async def test_enter_leads_to_the_record_and_back(story: Services) -> None:
    async with opened(story) as (app, pilot):
        assert app.main is not None
        await press(pilot, "6", "G", "enter")
        assert app.main.current == "agreements"
        await press(pilot, "enter", "G")
        assert "22.11 goal 1, due date: 31.12.2027 -> 30.6.2027" in screen_text(app)
        await press(pilot, "q", "q")
        assert (app.main.current, pane(app).list.index) == ("changes", 10)


async def test_where_the_card_has_no_room_enter_opens_it_first(story: Services) -> None:
    async with opened(story, size=(60, 16)) as (app, pilot):
        assert app.main is not None
        await press(pilot, "6", "G", "enter")
        assert "38 days left, was 1134" in screen_text(app)
        await press(pilot, "enter")
        assert app.main.current == "agreements"
        await press(pilot, "q", "tab")
        assert app.main.current == "changes"
        assert "Before" in screen_text(app)


async def test_a_record_that_is_gone_stays_in_sight_with_its_notes(services: Services, changing: Changing) -> None:
    row = next(one for one in services.reader.hours() if one.hours.service_name == SESSION)
    with closing(Book(services.book.path, lambda: CHANGED)) as book:
        book.note(hours_subject(row), "Spør hvem som tar over")
    changing.cut(HOURS, "[hours.mosjoen-nav]", "[hours.mosjoen-frokost]")
    changing.sync(CHANGED)
    async with opened(services) as (app, pilot):
        assert app.main is not None
        await press(pilot, "6", "G")
        shown = screen_text(app)
        assert f"GONE FROM THE SOURCE ({pane(app).list.count - len(pane(app).rows.changes) - 2})" in shown
        assert "office hours, gone; shown for 90 days" in shown
        assert pane(app).find(f"gone|hours|{row.hours.source_id}|{row.hours.id}")
        await press(pilot, "enter", "G")
        assert "Spør hvem som tar over" in screen_text(app)
        assert "The source no longer has this record." in screen_text(app)


async def test_what_could_not_be_checked_is_said(services: Services, changing: Changing) -> None:
    with closing(Cache.open(services.reader.path)) as cache:
        failed = ServerFailed(url=changing.url, status=503)
        cache.failed([Collection.AGREEMENTS], failed, NOW - timedelta(hours=1))
    async with opened(services) as (app, pilot):
        await press(pilot, "6")
        shown = screen_text(app)
        assert "NOT CHECKED" in shown
        assert '>! Agreements and goals not checked: the last sync failed. "No change" means' in shown
        assert "1 not checked" in row_3(app)
        assert "(503)" in shown
        await press(pilot, "m")
        assert said(app) == "Only a change can be marked as seen."


async def test_no_changes_in_a_whole_copy(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "6")
        shown = screen_text(app)
        assert "No changes since the first fetch; no review closed yet." in shown
        assert "All 3 sources are whole." in shown
        assert tab(app).startswith(" 1 Today  2 Partners ")
        assert "[6 Changes]" in tab(app)
