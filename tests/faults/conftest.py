from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A place for a copy; nothing is there yet."""
    return Bench(tmp_path / "default" / "cache.db")
