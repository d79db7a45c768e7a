"""What a sync changes in the interpreter it shares, and that it is changed back."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator

import pytest

from tui.domain.errors import Offline, OfflineReason
from tui.sync.manners import ANSWERED, TURN, YOUNG, Turns, considerate, short_turns


def state() -> tuple[tuple[int, int, int], int]:
    return gc.get_threshold(), gc.get_freeze_count()


def test_turns_are_short_where_keys_are_read() -> None:
    before = sys.getswitchinterval()
    try:
        short_turns()
        assert sys.getswitchinterval() == pytest.approx(TURN)
        sys.setswitchinterval(TURN / 2)
        short_turns()
        assert sys.getswitchinterval() == pytest.approx(TURN / 2)
    finally:
        sys.setswitchinterval(before)


def test_what_was_there_before_is_not_searched_while_it_works() -> None:
    before = state()
    with considerate():
        (young, *_), frozen = state()
        assert young == YOUNG
        assert frozen > before[1]
    assert state() == before


def test_a_sync_that_fails_leaves_nothing_behind() -> None:
    before = state()
    with pytest.raises(Offline), considerate():
        raise Offline("http://localhost", OfflineReason.BROKEN)
    assert state() == before


class Watched:
    """A clock that only pauses move on."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds


def test_a_key_that_came_goes_before_the_next_part() -> None:
    watched = Watched()
    turns = Turns(lambda: watched.now, watched.pause)
    parts = turns.in_turn("abc")
    assert next(parts) == "a"
    assert watched.pauses == []
    turns.key_came()
    watched.now += ANSWERED / 4
    assert next(parts) == "b"
    assert watched.pauses == [pytest.approx(ANSWERED * 3 / 4)]
    assert next(parts) == "c"
    assert len(watched.pauses) == 1


def test_keys_without_end_do_not_keep_a_sync_from_going_on() -> None:
    watched = Watched()
    turns = Turns(lambda: watched.now, watched.pause)

    def pressed() -> Iterator[int]:
        for number in range(20):
            turns.key_came()
            yield number

    assert list(turns.in_turn(pressed())) == list(range(20))
    assert watched.pauses == pytest.approx([ANSWERED] * 20)
