"""A short stretch of the campaign on the book: nothing that was acknowledged is lost."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.campaigns.book_kills import campaign

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]


def test_forty_deaths_and_nothing_acknowledged_is_lost(tmp_path: Path) -> None:
    figures = campaign(tmp_path, seed=20261123, count=40)
    assert figures.violations == []
    assert figures.counts["deaths"] >= 40
    assert figures.counts["acknowledged"] > 0
