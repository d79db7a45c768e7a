"""The main job by keyboard: find, open, follow links, come back to the same row; sync going well and not."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tui.domain.errors import (
    BadConfig,
    BadResponse,
    BadResponseReason,
    Busy,
    Cancelled,
    ConfigFault,
    NoDemo,
    Offline,
    OfflineReason,
    RateLimited,
    SyncError,
    Unauthorized,
)
from tui.domain.freshness import Collection
from tui.storage.codec import encode_error
from tui.storage.reader import Reader
from tui.sync.events import CollectionFailed, Event, Finished, Progress, Started, Waiting
from tui.ui.app import SamspillApp
from tui.ui.screens.setup import SetupScreen
from tui.ui.services import Services
from tui.ui.state import load
from tui.ui.sync_thread import due

from .conftest import NOW, opened, press, rest, screen_text, sync_into


def row(app: SamspillApp) -> str:
    """The line the cursor stands on."""
    marked = [line for line in screen_text(app).splitlines() if line.startswith(">")]
    assert len(marked) == 1, screen_text(app)
    return marked[0]


def pane(app: SamspillApp) -> str:
    assert app.main is not None
    return app.main.current


async def to_link(app: SamspillApp, pilot: Pilot[None], words: str) -> None:
    """Step down the card until the cursor stands on a line with these words."""
    for _step in range(40):
        if words in row(app):
            return
        await press(pilot, "j")
    raise AssertionError(f"no link to {words}:\n{screen_text(app)}")


async def test_from_partner_to_agreement_to_goal_and_back_to_the_same_rows(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, *"/mosj", "enter")
        assert "Kirkens Bymisjon" in row(app)
        await press(pilot, "enter")
        await to_link(app, pilot, "Møteplassen i Mosjøen: Nav")
        await press(pilot, "enter")
        assert pane(app) == "agreements"
        assert row(app).startswith(">Møteplassen i Mosjøen")
        await press(pilot, "enter")
        await to_link(app, pilot, "400 samtaler")
        await press(pilot, "enter")
        assert pane(app) == "goals"
        goal = row(app)
        assert "400 samtaler" in goal
        await press(pilot, "comma")
        assert pane(app) == "agreements"
        assert "400 samtaler" in row(app)
        await press(pilot, "comma")
        assert pane(app) == "partners"
        assert "/mosj" in screen_text(app)
        await press(pilot, "full_stop", "full_stop")
        assert (pane(app), row(app)) == ("goals", goal)
        await press(pilot, "q")
        assert pane(app) == "agreements"


async def test_opening_the_mosjoen_office_hour_shows_its_next_dates(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3", *"/mosj", "enter", "j", "enter")
        shown = screen_text(app)
        assert "every Tuesday 10:00-12:00" in shown
        assert "Tu 24.11; Tu 1.12" in shown
        assert "Kirkens Bymisjons møteplass i Mosjøen" in shown


@pytest.mark.parametrize("typed", ["mosj", "MOSJ", "mosjoen", "mosjøen"])
async def test_the_filter_finds_however_it_is_typed(typed: str, services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "slash", *typed)
        assert "1 of 116 partners" in screen_text(app)
        await press(pilot, "escape")
        assert "116 partners   sorted" in screen_text(app)


async def test_the_arrows_move_in_the_list_while_the_filter_is_typed(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, *"/nav", "down", "down", "enter")
        assert app.main is not None
        assert app.main.pane.list.index == 2


async def test_movement_by_row_page_and_end(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "j", "j", "k")
        assert row(app).startswith(">Alstahaug")
        await press(pilot, "G")
        assert row(app).startswith(">Aasheim")  # aa is å, and å is last
        await press(pilot, "g", "pagedown", "pageup")
        assert row(app).startswith(">Agder")


async def test_q_goes_back_level_by_level_and_then_out(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, *"/mosj", "enter", "enter")
        await press(pilot, "q")
        assert row(app).startswith(">Stiftelsen")
        await press(pilot, "q")
        assert "116 partners" in screen_text(app)
        await press(pilot, "escape")
        assert "q quits" in screen_text(app)
        await pilot.press("q")
    assert app.return_code == 0


async def test_the_place_is_remembered_until_next_time(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "5", "j", "j")
        before = row(app)
        await pilot.press("Q")
    assert load(services.state_file).pane == "agreements"
    async with opened(services) as (app, _pilot):
        assert (pane(app), row(app)) == ("agreements", before)


async def test_help_and_palette_do_what_is_chosen(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "colon", *"office", "enter")
        assert pane(app) == "hours"
        await press(pilot, "question_mark")
        shown = screen_text(app)
        assert shown.index("In Office hours") < shown.index("Everywhere")
        await press(pilot, "escape")
        assert pane(app) == "hours"


async def test_a_window_may_become_any_size_and_back(services: Services) -> None:
    async with opened(services) as (app, pilot):
        first = screen_text(app)
        for size in ((60, 16), (40, 10), (20, 5), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await rest(pilot)
        assert screen_text(app) == first


async def test_what_cannot_be_fetched_offline_is_said(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "R")
        assert "Samspill is kept offline." in screen_text(app)


# -- sync in the app -----------------------------------------------------------------------------------------


class Script:
    """A sync that tells prepared events, one step at a time."""

    def __init__(self, *events: Event) -> None:
        self.events = events
        self.steps = [threading.Event() for _ in events]
        self.cancelled: threading.Event | None = None

    def __call__(
        self,
        on_event: Callable[[Event], None],
        cancelled: threading.Event,
        only: Collection | None = None,  # noqa: ARG002 - as the protocol has it
        *,
        full: bool = False,  # noqa: ARG002
    ) -> Finished:
        self.cancelled = cancelled
        for event, step in zip(self.events, self.steps, strict=True):
            step.wait(10)
            on_event(event)
        return Finished(outcomes=())

    async def tell(self, pilot: Pilot[None], number: int) -> None:
        self.steps[number].set()
        app = pilot.app
        assert isinstance(app, SamspillApp)
        for _attempt in range(200):
            await pilot.pause(0.01)
            if app.heard > number:
                return
        raise AssertionError(f"event {number} was not heard")


PROGRESS = Progress(collection=Collection.PARTNERS, done=118, total=214)
LOST = Finished(outcomes=(), error=Offline("https://api.example", OfflineReason.REFUSED))


async def test_row_one_tells_the_sync_and_then_that_the_server_is_gone(services: Services) -> None:
    script = Script(Started(collections=tuple(Collection)), PROGRESS, LOST)
    async with opened(replace(services, offline=False, automatic=False, sync=script)) as (app, pilot):
        await press(pilot, "R")
        await script.tell(pilot, 0)
        assert "SYNCING" in screen_text(app).splitlines()[0]
        await script.tell(pilot, 1)
        assert "SYNCING - Partners 118/214" in screen_text(app).splitlines()[0]
        await press(pilot, "j")
        assert row(app).startswith(">Alstahaug")  # reading goes on meanwhile
        await script.tell(pilot, 2)
        assert "OFFLINE - data from yesterday 16:42 (15 h)" in screen_text(app).splitlines()[0]
        assert "https://api.example" in screen_text(app)


async def test_c_in_sync_stops_the_sync(services: Services) -> None:
    script = Script(Started(collections=tuple(Collection)), LOST)
    async with opened(replace(services, offline=False, automatic=False, sync=script)) as (_app, pilot):
        await press(pilot, "7", "R")
        await script.tell(pilot, 0)
        await press(pilot, "c")
        assert script.cancelled is not None
        assert script.cancelled.is_set()
        await script.tell(pilot, 1)


async def test_ctrl_c_stops_the_sync_from_anywhere_even_while_something_is_typed(services: Services) -> None:
    script = Script(Started(collections=tuple(Collection)), Finished(outcomes=(), error=Cancelled()))
    async with opened(replace(services, offline=False, automatic=False, sync=script)) as (app, pilot):
        await press(pilot, "ctrl+c")
        assert "Nothing is being fetched. q leaves." in screen_text(app)
        await press(pilot, "R")
        await script.tell(pilot, 0)
        await press(pilot, *"/mosj", "ctrl+c")
        assert "Stopping ..." in screen_text(app)
        assert script.cancelled is not None
        assert script.cancelled.is_set()
        await script.tell(pilot, 1)
        assert "Nothing was lost" in screen_text(app)
        assert "/mosj" in screen_text(app).replace(" /", "/")  # and nothing was copied, cleared or left


async def test_a_pause_is_counted_down_in_row_one_and_c_ends_it(services: Services) -> None:
    now = [NOW]
    pause = Waiting(collection=None, until=NOW + timedelta(seconds=20), attempt=2)
    script = Script(Started(collections=tuple(Collection)), pause, PROGRESS, pause, LOST)
    given = replace(services, offline=False, automatic=False, sync=script, clock=lambda: now[0])
    async with opened(given) as (app, pilot):
        await press(pilot, "7", "R")
        await script.tell(pilot, 0)
        await script.tell(pilot, 1)
        assert "SYNCING - trying again in 20 s" in screen_text(app).splitlines()[0]
        assert "Waiting until 08:03:20 (20 s), attempt 2." in screen_text(app)
        now[0] += timedelta(seconds=7)
        await until_shown(app, pilot, "trying again in 13 s")
        await script.tell(pilot, 2)
        assert "SYNCING - Partners 118/214" in screen_text(app).splitlines()[0]
        await script.tell(pilot, 3)
        await press(pilot, "c")
        assert script.cancelled is not None
        assert script.cancelled.is_set()
        await script.tell(pilot, 4)
        now[0] += timedelta(seconds=1)
        assert "OFFLINE" in screen_text(app).splitlines()[0]


async def test_o_in_sync_keeps_it_offline_and_lets_it_go_again(services: Services) -> None:
    runs: list[str] = []

    def sync(on_event: Callable[[Event], None], *_words: object, **_more: object) -> Finished:
        runs.append("sync")
        finished = Finished(outcomes=())
        on_event(finished)
        return finished

    given = replace(services, offline=False, automatic=False, sync=sync)
    async with opened(given) as (app, pilot):
        await press(pilot, "7", "o")
        assert "KEPT OFFLINE - data from yesterday 16:42 (15 h)" in screen_text(app).splitlines()[0]
        await press(pilot, "R")
        assert "Samspill is kept offline. o in Sync lets it use the network again." in screen_text(app)
        assert runs == []
        await press(pilot, "o")
        assert "not checked - data from yesterday" in screen_text(app).splitlines()[0]
        await press(pilot, "R")
        await until_shown(app, pilot, "online")
        assert runs == ["sync"]
    async with opened(given) as (app, _pilot):
        assert "KEPT OFFLINE" not in screen_text(app)  # for that run only


async def test_started_offline_nothing_is_fetched_by_itself_until_o(services: Services) -> None:
    script = Script(Started(collections=tuple(Collection)), LOST)
    async with opened(replace(services, sync=script)) as (app, pilot):
        await press(pilot, "7")
        assert "Nothing is fetched by itself while Samspill is kept offline." in screen_text(app)
        assert app.heard == 0
        await press(pilot, "o")  # it is due, so it is fetched now
        await script.tell(pilot, 0)
        await press(pilot, "o")  # and not any more
        assert script.cancelled is not None
        assert script.cancelled.is_set()
        await script.tell(pilot, 1)
        assert "KEPT OFFLINE" in screen_text(app).splitlines()[0]


async def test_nothing_is_fetched_by_itself_before_the_server_said(services: Services, cache: Path) -> None:
    """A server that asked for patience is left alone, also by an app that was opened later."""
    asked = NOW + timedelta(minutes=30)
    with sqlite3.connect(cache) as connection:
        error = encode_error(RateLimited("https://api.example", retry_at=asked))
        connection.execute("UPDATE collection SET error = ?, attempted_at = 0 WHERE name = 'hours'", (error,))
    connection.close()
    states = services.reader.states()
    hold = timedelta(hours=1)
    assert not due(states, NOW, hold, None)
    assert due(states, asked, hold, None)
    assert not due(states, asked, hold, asked - timedelta(minutes=1))


async def test_what_the_service_does_not_offer_is_a_sentence(
    services: Services, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(cache) as connection:
        connection.execute("DELETE FROM record WHERE collection = 'agreements'")
        connection.execute("DELETE FROM agreement")
        connection.execute("UPDATE collection SET rows = 0, completed_at = completed_at + 1")
    connection.close()
    hours, partners, agreements = services.reader.states()
    states = (hours, partners, replace(agreements, offered=False))
    monkeypatch.setattr(services.reader, "states", lambda: states)
    async with opened(services) as (app, pilot):
        await press(pilot, "7")
        assert re.search(r"^ Agreements +0 yesterday 16:42 +15 h +not offered", screen_text(app), re.MULTILINE)
        assert "Agreements   The service does not offer agreements." in screen_text(app)
        await press(pilot, "5")
        assert "The service does not offer agreements." in screen_text(app)


async def test_what_another_instance_fetches_is_shown_when_it_lands(
    services: Services, cache: Path, server: str
) -> None:
    busy = Finished(outcomes=(), error=Busy(pid=4))
    script = Script(busy)
    async with opened(replace(services, offline=False, automatic=False, sync=script)) as (app, pilot):
        await press(pilot, "7", "R")
        await script.tell(pilot, 0)
        assert "Another Samspill (process 4) is fetching already." in screen_text(app)
        assert sync_into(cache, server, NOW).outcomes
        await until_shown(app, pilot, "The other Samspill has fetched; what it brought is shown.")
        assert re.search(r"Partners +116 today 08:03", screen_text(app))


async def test_a_source_that_lost_half_says_the_way_past_in_sync(services: Services) -> None:
    shrunk = BadResponse(url="", reason=BadResponseReason.SHRUNK, where="agreements", detail="3/13")
    failed = CollectionFailed(collection=Collection.AGREEMENTS, error=shrunk)
    script = Script(failed, Finished(outcomes=(failed,)))
    async with opened(replace(services, offline=False, automatic=False, sync=script), size=(120, 40)) as (app, pilot):
        await press(pilot, "7", "R")
        await script.tell(pilot, 0)
        await script.tell(pilot, 1)
        shown = re.sub(r"\s*\n[^|]*\| *|\s+", " ", screen_text(app))
        assert "samspill sync --accept-deletes" in shown


async def until_shown(app: SamspillApp, pilot: Pilot[None], words: str) -> None:
    for _attempt in range(500):
        if words in screen_text(app):
            return
        await pilot.pause(0.01)
    raise AssertionError(f"{words!r} was not shown:\n{screen_text(app)}")


async def test_a_sync_that_cannot_start_is_one_sentence(services: Services) -> None:
    def impossible(*_words: object, **_more: object) -> Finished:
        raise BadConfig(Path("config.toml"), ConfigFault.UNSAFE, key="token_file")

    async with opened(replace(services, offline=False, automatic=False, sync=impossible)) as (app, pilot):
        await press(pilot, "R")
        for _attempt in range(100):
            await pilot.pause(0.01)
            if "token_file" in screen_text(app):
                break
        assert "config.toml" in screen_text(app)


# -- first run -----------------------------------------------------------------------------------------------


@pytest.fixture
def nothing_yet(services: Services, tmp_path: Path) -> Iterator[Services]:
    reader = Reader.open(tmp_path / "none" / "cache.db")
    yield replace(services, url=None, reader=reader, offline=False, automatic=False)
    reader.close()


async def test_the_first_run_says_what_can_be_done(nothing_yet: Services) -> None:
    async with opened(nothing_yet) as (app, pilot):
        assert isinstance(app.screen, SetupScreen)
        assert "enter its address" in screen_text(app)
        await press(pilot, "q")
    assert app.return_code == 0


async def answered(pilot: Pilot[None]) -> None:
    """Until the address that was entered has been tried."""
    setup = pilot.app.screen
    if isinstance(setup, SetupScreen) and setup.asking is not None:
        await asyncio.to_thread(setup.asking.join)
    await rest(pilot)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (Offline(url="https://a.no", reason=OfflineReason.REFUSED), "No contact with https://a.no"),
        (Unauthorized("https://a.no"), "https://a.no wants a token (401)"),
    ],
)
async def test_an_address_that_does_not_answer_is_kept_only_when_asked_for_twice(
    nothing_yet: Services, services: Services, error: SyncError, words: str
) -> None:
    greeted: list[str] = []

    def greet(address: str) -> None:
        greeted.append(address)
        raise error

    async with opened(replace(nothing_yet, greet=greet, connect=lambda _address: services)) as (app, pilot):
        await press(pilot, "1", *"a.no", "enter")
        await answered(pilot)
        shown = " ".join(screen_text(app).split())
        assert words in shown
        assert "Enter keeps the address all the same" in shown
        await press(pilot, "backspace", "x", "enter")
        await answered(pilot)
        assert greeted == ["https://a.no", "https://a.nx"]
        assert isinstance(app.screen, SetupScreen)
        await press(pilot, "enter")
        assert greeted[2:] == []
        assert pane(app) == "partners"


async def test_an_address_is_entered_and_opened(nothing_yet: Services, services: Services) -> None:
    asked: list[str] = []

    def connect(address: str) -> Services:
        asked.append(address)
        if "wrong" in address:
            raise BadConfig(None, ConfigFault.WRONG_VALUE, key="url", found=address, expected="https://")
        return services

    async with opened(replace(nothing_yet, connect=connect)) as (app, pilot):
        await press(pilot, "1", *"wrong", "enter")
        await answered(pilot)
        assert "url" in screen_text(app)
        await press(pilot, "escape", "1", *"api.example", "enter")
        await answered(pilot)
        assert asked == ["https://wrong", "https://api.example"]
        assert pane(app) == "partners"


async def test_the_demo_is_chosen(nothing_yet: Services, services: Services) -> None:
    def broken() -> Services:
        raise NoDemo(installed=False)

    async with opened(replace(nothing_yet, start_demo=broken)) as (app, pilot):
        await press(pilot, "2")
        assert "demo" in screen_text(app)
    async with opened(replace(nothing_yet, start_demo=lambda: services)) as (app, pilot):
        await press(pilot, "2")
        assert pane(app) == "partners"


async def test_a_copy_never_fetched_says_so_and_not_that_it_is_empty(nothing_yet: Services) -> None:
    async with opened(replace(nothing_yet, url="https://api.example")) as (app, _pilot):
        assert "No partners have been fetched yet." in screen_text(app)


# -- what a first-time user stumbled over --------------------------------------------------------------------


async def test_a_row_never_stands_without_its_date_or_agreement(services: Services) -> None:
    async with opened(services) as (app, pilot):
        for number in ("3", "4"):
            await press(pilot, number)
            assert app.main is not None
            rows = app.main.pane.list
            for _step in range(60):
                await pilot.press("j")
                await pilot.pause()
                lines = screen_text(app).splitlines()[rows.region.y : rows.region.bottom]
                assert not lines[0].startswith((">", "  ")), "\n".join(lines)
                assert sum(line.startswith(">") for line in lines) == 1


async def test_a_card_one_comes_back_to_shows_its_title(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "5", "enter")
        before = screen_text(app)
        assert "Agder – Frivillighet Norge" in before.splitlines()[4]
        await press(pilot, "4", "5")
        assert screen_text(app) == before


async def test_a_filter_asked_for_on_a_card_is_the_lists(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "5", "enter", "slash", *"oslo")
        assert "of 13 agreements" in screen_text(app)
        assert row(app)
        await press(pilot, "escape")
        assert "13 agreements" in screen_text(app)


async def test_goals_are_found_by_how_they_stand(services: Services) -> None:
    async with opened(services, lang="nb") as (app, pilot):
        await press(pilot, "4", "slash", *"forfalt")
        assert "2 av 39 mål" in screen_text(app)


async def test_changing_pane_is_not_a_level_to_climb_back(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3", "4", "5")
        await press(pilot, "comma")
        assert pane(app) == "goals"
        await press(pilot, "5")
        await pilot.press("q")
    assert app.return_code == 0


async def test_a_lost_network_is_told_once_in_sync(services: Services, cache: Path) -> None:
    error = encode_error(Offline("https://api.example", OfflineReason.REFUSED))
    with sqlite3.connect(cache) as connection:
        connection.execute("UPDATE collection SET error = ?, attempted_at = completed_at", (error,))
    connection.close()
    async with opened(services) as (app, pilot):
        await press(pilot, "7")
        shown = screen_text(app)
        assert shown.count("No contact with https://api.example") == 1
        assert re.search(r"^ Last error +Office hours, Partners, Agreements, yesterday 16:42:$", shown, re.MULTILINE)
        assert all(line.rstrip().endswith("!") for line in shown.splitlines()[5:8])


async def test_a_pane_that_was_seen_is_not_read_again(services: Services) -> None:
    async with opened(services) as (_app, pilot):
        await press(pilot, *"1234567")
        connection = services.reader._session._connection
        assert connection is not None
        asked: list[str] = []
        connection.set_trace_callback(asked.append)
        await press(pilot, *"1234567")
        connection.set_trace_callback(None)
        assert asked
        assert not [one for one in asked if "body" in one or "count(" in one.lower()]
