"""What panes will have to read is read before anybody looks, in between keys."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.storage.copies import change
from tests.sync.fakes import agreement
from tui.domain.agreement import Agreement
from tui.domain.freshness import Collection
from tui.storage import reader
from tui.storage.codec import decode_agreement
from tui.ui.ahead import BREATH, Ahead, Later
from tui.ui.messages import DataChanged
from tui.ui.screens import main
from tui.ui.services import Services

from .conftest import opened, press, screen_text

AGREEMENTS = 13
"""In the sample."""


class Timers:
    """Callbacks, called when a test says so."""

    def __init__(self) -> None:
        self.waiting: list[object] = []
        self.later: Later = self._later

    def _later(self, seconds: float, back: object) -> None:
        assert seconds == BREATH
        self.waiting.append(back)

    def tick(self) -> None:
        back = self.waiting.pop(0)
        assert callable(back)
        back()


def test_one_piece_between_two_breaths_and_a_word_at_the_end() -> None:
    timers, done = Timers(), []
    pieces = iter((None, None))
    Ahead(timers.later).work(pieces, lambda: done.append(True))
    timers.tick()
    assert next(pieces, "over") is None  # the second one had not been asked for
    timers.tick()
    assert (done, timers.waiting) == ([True], [])


def test_newer_work_takes_the_place_of_older() -> None:
    timers, done = Timers(), []
    ahead = Ahead(timers.later)
    ahead.work(iter(()), lambda: done.append("older"))
    ahead.work(iter(()), lambda: done.append("newer"))
    timers.tick()
    timers.tick()
    assert done == ["newer"]
    ahead.work(iter(()), lambda: done.append("dropped"))
    ahead.drop()
    timers.tick()
    assert done == ["newer"]


async def test_the_first_look_at_a_pane_has_nothing_left_to_decode(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(main, "READY_AFTER", 0.01)
    decoded: list[object] = []

    def counting(body: bytes) -> Agreement:
        decoded.append(body)
        return decode_agreement(body)

    monkeypatch.setattr(reader, "decode_agreement", counting)
    async with opened(services) as (app, pilot):
        await until(pilot, lambda: services.reader._agreements._found is not None)
        assert len(decoded) >= AGREEMENTS
        monkeypatch.setattr(reader, "decode_agreement", None)
        monkeypatch.setattr(reader, "decode_hours", None)
        await press(pilot, "3", "4", "5")
        assert "Agder" in screen_text(app)


async def test_after_a_sync_it_is_read_ahead_again(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(main, "READY_AFTER", 0.01)
    async with opened(services) as (app, pilot):
        await until(pilot, lambda: services.reader._agreements._found is not None)
        change(services.reader.path, Collection.AGREEMENTS, [agreement("ny", "Abc ny avtale")])
        app.post_message(DataChanged())
        before = services.reader._agreements._found
        await until(pilot, lambda: services.reader._agreements._found is not before)
        monkeypatch.setattr(reader, "decode_agreement", None)
        await press(pilot, "5")
        assert "Abc ny avtale" in screen_text(app)


async def until(pilot: Pilot[None], there: Callable[[], bool]) -> None:
    for _try in range(500):
        if there():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came")
