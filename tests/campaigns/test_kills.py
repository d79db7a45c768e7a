"""A short stretch of the long campaign: random deaths, several instances, a failing server."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.campaigns.kills import campaign

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


def test_twenty_deaths_and_nothing_is_lost(tmp_path: Path) -> None:
    figures = campaign(tmp_path, seed=20261122, count=20)
    assert figures.violations == []
    assert figures.counts["kills"] >= 20
    assert figures.counts["quiet ends"] >= 1
