from __future__ import annotations

from pathlib import Path

import pytest

from tui.domain.freshness import Collection

from .shelf import BRUA, NAV, Shelf, language_cafe, session


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Nothing there yet."""
    return Shelf(tmp_path)


@pytest.fixture
def synced(shelf: Shelf) -> Shelf:
    """Two partners, their agreement and a session, fetched for the first time."""
    shelf.load(Collection.PARTNERS, NAV, BRUA)
    shelf.load(Collection.AGREEMENTS, language_cafe())
    shelf.load(Collection.HOURS, session())
    shelf.carry()
    return shelf
