"""A running server on a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .folders import Running, running, write


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(write(tmp_path / "data")) as started:
        yield started
