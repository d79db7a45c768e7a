"""The tests speak the real languages: catalogues are compiled into the source tree where that has not been done."""

from __future__ import annotations

import os
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.present import language

CATALOGUES = Path(__file__).parent.parent / ".ci" / "catalogues.py"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half of the tests wait for a terminal or another process most of their time: two to a core."""
    return 2 * (os.cpu_count() or 1)


@pytest.fixture(scope="session", autouse=True)
def compiled_catalogues() -> None:
    runpy.run_path(str(CATALOGUES))["compile_all"](only_stale=True)


@pytest.fixture(autouse=True)
def source_language() -> Iterator[None]:
    """No test hears the language another one chose."""
    yield
    language.use(language.SOURCE)
