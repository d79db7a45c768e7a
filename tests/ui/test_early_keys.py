"""Keys that only move are answered on the first frame, before Textual is there; it goes on where they led."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.terminal import Terminal
from tui.ui.first.frame import LISTINGS
from tui.ui.first.geometry import geometry
from tui.ui.terminal.keybytes import sent_for

from .test_start import OFFLINE, SEQUENCE, SIZES, TAKES_OVER, cells, home, leave_at
from .test_terminal import over_ssh

__all__ = ["home"]

HELD_BACK = """
import sys, threading, time
from pathlib import Path
go = Path({go!r})
class Gate:
    '''Textual is not to be had before there is a file; what else is loaded meanwhile, and not for it, is noted.'''
    def find_spec(self, name, path=None, target=None):
        if name == "textual":
            while not go.exists():
                time.sleep(0.01)
        elif threading.current_thread() is threading.main_thread() and threading.active_count() > 1 > go.exists():
            with open({noted!r}, "a") as file:
                print(name, file=file)
sys.meta_path.insert(0, Gate())
from tui.cli import main
sys.exit(main(sys.argv[1:]))
"""


@contextmanager
def loading(home: Path, size: tuple[int, int] = (80, 24), **more: str) -> Iterator[tuple[Terminal, Path, Path]]:
    """The program with its first frame; it goes on when the first file is made. In the second, what it loaded."""
    go, noted = home / "go", home / "noted"
    code = HELD_BACK.format(go=str(go), noted=str(noted))
    env = over_ssh(home, PYTHONPATH=os.pathsep.join(sys.path), **more)
    program = [sys.executable, "-c", code]
    with Terminal(OFFLINE, env=env, columns=size[0], rows=size[1], program=program) as terminal:
        terminal.expect("SAMSPILL")
        terminal.settle()
        yield terminal, go, noted


def walked(home: Path, size: tuple[int, int], keys: list[str]) -> tuple[str, str]:
    """The screen after these keys, when the app has been there from the start; and the cursor's line."""
    with Terminal(OFFLINE, env=over_ssh(home), columns=size[0], rows=size[1]) as terminal:
        terminal.expect_sent(TAKES_OVER)
        terminal.settle()
        for key in keys:
            terminal.press(key)
        return terminal.text, terminal.line


WALKS = [["j", "\x1b[B", "j"], ["G"], ["\x1b[6~", "k"], ["G", "g"]]
CASES = [
    (pane, size, WALKS[(number + step) % len(WALKS)])
    for number, pane in enumerate(LISTINGS)
    for step, size in enumerate(SIZES)
]
"""Every pane in every size, and each way to walk in most of both."""


@pytest.mark.parametrize(("pane", "size", "keys"), CASES, ids=repr)
def test_keys_that_move_are_answered_before_textual_is_there(
    pane: str, size: tuple[int, int], keys: list[str], home: Path
) -> None:
    leave_at(home, pane)
    width = geometry(pane, *size).rows.width  # beside it stands the card, which follows later
    minute = -1
    while minute != datetime.now(UTC).minute:  # what begins soon is told by the minute
        minute = datetime.now(UTC).minute
        text, line = walked(home, size, keys)
        with loading(home, size) as (terminal, go, noted):
            for key in keys:
                terminal.press(key)
            early, early_line = bytes(terminal.sent), terminal.line
            go.touch()
            terminal.expect_sent(TAKES_OVER)
            terminal.settle()
            go.unlink()
    assert TAKES_OVER not in early
    assert early_line[:width] == line[:width]
    assert (terminal.text, terminal.line) == (text, line)
    assert not noted.exists()  # a module that the other thread is loading might be had half finished
    before, after = cells(early, *size), cells(bytes(terminal.sent), *size)
    around = [0, 1, 2, 3, size[1] - 3, size[1] - 2, size[1] - 1]
    assert [before[y] for y in around] == [after[y] for y in around]
    assert all(before[y][:width] == after[y][:width] for y in rows_of(pane, size))


def rows_of(pane: str, size: tuple[int, int]) -> range:
    place = geometry(pane, *size).rows
    return range(place.y, place.y + place.height)


def test_the_first_key_that_does_more_waits_with_all_that_follow(home: Path) -> None:
    with loading(home) as (terminal, go, _noted):
        terminal.press("jj")
        at = terminal.screen.cursor.y
        terminal.press("3")
        terminal.press("jj2")
        assert terminal.screen.cursor.y == at
        terminal.press("k")
        go.touch()
        terminal.expect_sent(TAKES_OVER)
        terminal.settle()
        assert "[2 Partners]" in terminal.text
        assert terminal.screen.cursor.y == at - 1


def test_keys_of_the_configuration_move_and_those_taken_away_do_not(home: Path) -> None:
    (home / "config.toml").write_text('[keys]\n"row.down" = "x"\n', encoding="utf-8")
    with loading(home) as (terminal, _go, _noted):
        at = terminal.screen.cursor.y
        terminal.press("xx")
        assert terminal.screen.cursor.y == at + 2
        terminal.press("j")
        assert terminal.screen.cursor.y == at + 2


def test_another_size_meanwhile_is_drawn_whole_with_the_cursor_where_it_was_led(home: Path) -> None:
    with loading(home) as (terminal, go, _noted):
        terminal.press("jj")
        terminal.resize(100, 30)
        terminal.press("j")
        go.touch()
        terminal.expect_sent(TAKES_OVER)
        terminal.settle()
        assert (terminal.text, terminal.line) == walked(home, (100, 30), ["j", "j", "j"])


def test_a_line_that_is_hung_up_meanwhile_ends_the_program(home: Path) -> None:
    with loading(home) as (terminal, go, _noted):
        terminal.press("j")
        terminal.hang_up()
        go.touch()
        assert terminal.wait() in {0, 1}


def test_what_a_terminal_sends_for_a_key() -> None:
    assert sent_for("j") == (b"j",)
    assert sent_for("ctrl+d") == (b"\x04",)
    assert b"\x1b[B" in sent_for("down")
    assert sent_for("slash") == ()
    assert sent_for("å") == ()
    assert SEQUENCE.fullmatch(sent_for("pagedown")[0])
