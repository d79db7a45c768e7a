from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a local copy would be; nothing is there yet."""
    return tmp_path / "default" / "cache.db"
