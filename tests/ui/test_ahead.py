"""What panes will have to read is read before anybody looks, in between keys."""

from __future__ import annotations

import pytest

from tui.domain.agreement import Agreement
from tui.storage import reader
from tui.storage.codec import decode_agreement
from tui.ui.ahead import BREATH, Ahead, Later
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
        for _try in range(500):
            if len(decoded) == AGREEMENTS:
                break
            await pilot.pause(0.01)
        await pilot.pause(0.1)  # the names of their parties, and what they are found by
        monkeypatch.setattr(reader, "decode_hours", None)
        await press(pilot, "3", "4", "5")
        assert "Agder" in screen_text(app)
        assert len(decoded) == AGREEMENTS + 1  # the one on the card
