"""What marking costs on the wire, and that it lasts: a real terminal, 80x24, 16 colours."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.terminal import Terminal

from .conftest import Changing
from .story import happens
from .test_terminal import home_with, over_ssh


@pytest.fixture
def home(changing: Changing, tmp_path: Path) -> Path:
    """Something became different since the last time."""
    happens(changing)
    home = home_with(changing.cache, tmp_path / "home")
    target = home / "data" / "demo"
    target.mkdir(parents=True, mode=0o700)
    (home / "data").chmod(0o700)
    changing.book.rename(target / "book.db")
    return home


def test_a_mark_costs_little_and_outlives_a_kill(home: Path) -> None:
    with Terminal(["--profile", "demo", "--offline"], env=over_ssh(home)) as terminal:
        terminal.expect("6 Changes 6")
        terminal.settle()
        assert terminal.press("6") <= 6_000
        terminal.expect(r">\. 22\.11")
        assert 0 < terminal.first_burst("j") <= 300
        terminal.settle()
        mark = terminal.first_burst("m")
        terminal.expect("6 Changes 5")
        assert 0 < mark <= 700
        os.kill(terminal.pid, signal.SIGKILL)
    with Terminal(["--profile", "demo", "--offline"], env=over_ssh(home)) as terminal:
        terminal.expect("6 Changes 5")
        terminal.press("6")
        terminal.press("u")
        terminal.expect("Undone: marked as seen")
        terminal.expect("6 Changes 6")
        terminal.settle()
        before = len(terminal.sent)
        terminal.read(6)
        assert len(terminal.sent) == before
