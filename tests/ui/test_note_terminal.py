"""Writing notes in a real terminal: killed in the middle, hung up on, and in an editor of one's own."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.terminal import Terminal
from tui.storage.book.book import Book
from tui.wiring import clock

from .test_terminal import home_with, over_ssh

OFFLINE = ("--profile", "demo", "--offline")
Open = Callable[..., Terminal]


@pytest.fixture
def home(synced: Path, tmp_path: Path) -> Path:
    return home_with(synced, tmp_path / "home")


@pytest.fixture
def start(home: Path) -> Iterator[Open]:
    with ExitStack() as ends:

        def started(*, columns: int = 80, rows: int = 24, **env: str) -> Terminal:
            terminal = Terminal(OFFLINE, env=over_ssh(home, **env), columns=columns, rows=rows)
            ends.enter_context(terminal)
            terminal.expect("Agder")
            terminal.settle()
            return terminal

        yield started


def notes(home: Path) -> list[str]:
    book = Book(home / "data" / "demo" / "book.db", clock)
    found = [one.text for one in book.notes()]
    book.close()
    return found


def drafts(home: Path) -> list[str]:
    return [one.read_text(encoding="utf-8") for one in sorted((home / "data" / "demo").glob("drafts/*/note.txt"))]


def write(terminal: Terminal, text: str) -> None:
    terminal.press("a")
    terminal.expect("Ctrl\\+X")
    terminal.press(text)


# -- however it ends -------------------------------------------------------------------------------------------


def killed(terminal: Terminal) -> None:
    os.kill(terminal.pid, signal.SIGKILL)
    assert terminal.wait() == -signal.SIGKILL


def hung_up(terminal: Terminal) -> None:
    terminal.hang_up()
    terminal.wait()


def told_to_end(terminal: Terminal) -> None:
    os.kill(terminal.pid, signal.SIGTERM)
    terminal.wait()


@pytest.mark.parametrize("end", [killed, hung_up, told_to_end])
def test_what_was_typed_is_offered_again(end: Callable[[Terminal], None], start: Open, home: Path) -> None:
    terminal = start()
    write(terminal, "Ring før kl. 10\rspør etter Åse")
    assert "spør etter Åse" in terminal.text
    end(terminal)
    assert drafts(home) == ["Ring før kl. 10\nspør etter Åse"]
    assert notes(home) == []
    again = start()
    again.expect("was not saved")
    again.press("a")
    again.press("j\r")
    again.press("1")
    assert "spør etter Åse" in again.text
    again.press("\x18")
    again.expect("Noted")
    assert notes(home) == ["Ring før kl. 10\nspør etter Åse"]
    assert drafts(home) == []


def test_two_windows_write_on_the_same_record_without_losing_a_word(start: Open, home: Path) -> None:
    one, other = start(), start()
    write(one, "mine")
    write(other, "yours")
    killed(one)
    other.press("\x18")
    other.expect("Noted")
    assert notes(home) == ["yours"]
    assert drafts(home) == ["mine"]


# -- keys and bytes --------------------------------------------------------------------------------------------


def test_the_cursor_is_where_one_writes_and_a_letter_costs_little(start: Open) -> None:
    terminal = start()
    write(terminal, "ab\rc")
    assert (terminal.screen.cursor.x, terminal.screen.cursor.y) == (2, 4)
    assert not terminal.screen.cursor.hidden
    assert terminal.press("d") <= 200
    assert terminal.screen.cursor.x == 3
    terminal.press("\x1b[A\x1b[H")
    assert (terminal.screen.cursor.x, terminal.screen.cursor.y) == (1, 3)


def test_a_terminal_of_latin_1_takes_its_letters(start: Open, home: Path) -> None:
    terminal = start(LC_ALL="nb_NO.ISO8859-1", PYTHONIOENCODING="latin-1", PYTHONUTF8="0")
    write(terminal, "")
    terminal.type("blåbær €".encode("latin-1", "replace"))
    terminal.press("\x18")
    terminal.expect("Notert")
    assert notes(home) == ["blåbær ?"]


def test_it_fits_where_there_is_little_room(start: Open, home: Path) -> None:
    terminal = start(columns=60, rows=16)
    write(terminal, "x" * 70)
    assert "x" * 57 in terminal.text
    terminal.press("\x1b")
    terminal.expect("1  ")
    terminal.press("1")
    assert notes(home) == ["x" * 70]


# -- an editor of one's own ------------------------------------------------------------------------------------


def script(folder: Path, body: str) -> str:
    path = folder / "editor"
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o700)
    return str(path)


@pytest.mark.parametrize("variable", ["VISUAL", "EDITOR"])
def test_there_and_back(variable: str, start: Open, home: Path, tmp_path: Path) -> None:
    body = f'stat -c "%a %n" "$2" > {tmp_path}/seen; echo "$1" >> "$2"; echo "linje to" >> "$2"'
    terminal = start(**{"EDITOR": "false", variable: f"{script(tmp_path, body)} 'to ord'"})
    write(terminal, "linje en: ")
    terminal.press("\x1bOS")
    terminal.expect("Noted")
    assert notes(home) == ["linje en: to ord\nlinje to"]
    mode, path = (tmp_path / "seen").read_text(encoding="utf-8").splitlines()[0].split(" ", 1)
    assert mode == "600"
    assert path.endswith("note.txt")
    assert not Path(path).parent.exists()
    terminal.press("j")
    assert terminal.line.startswith(">")


def test_straight_into_it(start: Open, home: Path, tmp_path: Path) -> None:
    terminal = start(EDITOR=script(tmp_path, 'echo "skrevet ute" > "$1"'))
    terminal.press("A")
    terminal.expect("Noted")
    assert notes(home) == ["skrevet ute"]
    assert drafts(home) == []


def test_one_that_fails_loses_nothing(start: Open, home: Path, tmp_path: Path) -> None:
    terminal = start(EDITOR=script(tmp_path, 'echo "halvveis" > "$1"; exit 3'))
    write(terminal, "begynt")
    terminal.press("\x1bOS")
    terminal.expect(r"editor failed \(3\)")
    assert "halvveis" in terminal.text
    assert notes(home) == []
    assert drafts(home) == ["halvveis"]


def test_one_that_leaves_nothing_takes_nothing_away(start: Open, home: Path, tmp_path: Path) -> None:
    terminal = start(EDITOR=script(tmp_path, ': > "$1"'))
    write(terminal, "begynt")
    terminal.press("\x1bOS")
    terminal.expect("editor left nothing")
    assert "begynt" in terminal.text
    assert drafts(home) == ["begynt"]
    terminal.press("\x1b")
    terminal.expect("Give up")
    terminal.press("5A")
    terminal.expect("editor left nothing, so nothing was noted")
    assert notes(home) == []
    assert drafts(home) == []


@pytest.mark.parametrize(
    ("editor", "said"),
    [("/no/such/editor", "could not be started"), ("", "No editor is set"), ("'", "No editor is set")],
)
def test_one_that_is_not_there_is_said(editor: str, said: str, start: Open, home: Path) -> None:
    terminal = start(EDITOR=editor)
    write(terminal, "begynt")
    terminal.press("\x1bOS")
    terminal.expect(said)
    assert "begynt" in terminal.text
    terminal.press("\x18")
    terminal.expect("Noted")
    assert notes(home) == ["begynt"]


def test_killed_while_the_editor_is_open(start: Open, home: Path, tmp_path: Path) -> None:
    terminal = start(EDITOR=script(tmp_path, 'echo "ute" > "$1"; echo ready; read line'))
    terminal.press("A")
    terminal.expect("ready")
    killed(terminal)
    assert drafts(home) == ["ute\n"]
    again = start()
    again.expect("was not saved")


def test_ctrl_c_in_the_editor_is_the_editors(start: Open, home: Path, tmp_path: Path) -> None:
    terminal = start(EDITOR=script(tmp_path, 'trap "" INT; echo ready; read line; echo "$line" > "$1"'))
    terminal.press("A")
    terminal.expect("ready")
    terminal.press("\x03")
    terminal.press("etterpå\r")
    terminal.expect("Noted")
    assert notes(home) == ["etterpå"]
