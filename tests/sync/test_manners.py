"""What a sync changes in the interpreter it shares, and that it is changed back."""

from __future__ import annotations

import gc
import sys

import pytest

from tui.domain.errors import Offline, OfflineReason
from tui.sync.manners import TURN, YOUNG, considerate


def state() -> tuple[float, tuple[int, int, int], int]:
    return sys.getswitchinterval(), gc.get_threshold(), gc.get_freeze_count()


def test_turns_are_short_only_while_it_works() -> None:
    before = state()
    with considerate():
        turn, (young, *_), frozen = state()
        assert turn == pytest.approx(TURN)
        assert young == YOUNG
        assert frozen > before[2]
    assert state() == before


def test_a_sync_that_fails_leaves_nothing_behind() -> None:
    before = state()
    with pytest.raises(Offline), considerate():
        raise Offline("http://localhost", OfflineReason.BROKEN)
    assert state() == before
