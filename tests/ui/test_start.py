"""The start: the first frame before Textual is loaded, the same one after, and no key lost in between."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import termios
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyte
import pytest

from tests.running import environment
from tests.terminal import Terminal
from tui.paths import locate
from tui.present.dates import local_date
from tui.ui.app import SamspillApp
from tui.ui.first.frame import LISTINGS
from tui.ui.first.geometry import geometry
from tui.ui.screens.frame import TITLES
from tui.ui.services import Services

from .conftest import opened
from .test_terminal import home_with, over_ssh

TAKES_OVER = b"\x1b[?2004h"
"""What Textual's driver sends first of all on every terminal, and the first frame does not."""
SEQUENCE = re.compile(rb"\x1b\[[0-9;?>$]*[@-~]")
LOCALES = {"nb": "nb_NO.UTF-8", "nn": "nn_NO.UTF-8", "en": "en_GB.UTF-8"}
SIZES = [(80, 24), (120, 40), (60, 16)]
OFFLINE = ["--profile", "demo", "--offline"]


@pytest.fixture
def home(synced: Path, tmp_path: Path) -> Path:
    return home_with(synced, tmp_path / "home")


def leave_at(home: Path, pane: str, **rows: str) -> None:
    """As if the app had been left in this pane today, on these rows."""
    file = locate({"SAMSPILL_HOME": str(home)}).state_file("demo")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = "".join(f'{name} = "{key}"\n' for name, key in rows.items())
    today = local_date(datetime.now(UTC)).isoformat()
    file.write_text(f'pane = "{pane}"\nday = "{today}"\n[rows]\n{said}', encoding="utf-8")


def parts(terminal: Terminal) -> tuple[bytes, bytes]:
    """What was sent before Textual took over, and after."""
    before, mark, after = bytes(terminal.sent).partition(TAKES_OVER)
    assert mark
    return before, after


def cells(sent: bytes, columns: int, rows: int, encoding: str = "utf-8") -> list[list[Any]]:
    """Every cell, with its style, of a terminal that received this."""
    screen = pyte.Screen(columns, rows)
    pyte.Stream(screen).feed(re.sub(rb"\x1b\[>c|\x1b\[\?1049[hl]", b"", sent).decode(encoding))
    return [[screen.buffer[y][x] for x in range(columns)] for y in range(rows)]


@pytest.mark.parametrize("lang", LOCALES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("pane", LISTINGS)
def test_the_first_frame_is_the_one_textual_begins_with(
    pane: str, size: tuple[int, int], lang: str, home: Path
) -> None:
    """Textual takes over and has nothing to draw: no cell is written again, so none can flicker."""
    leave_at(home, pane)
    before, after, row = taken_over(size, over_ssh(home, LC_ALL=LOCALES[lang]))
    assert cells(before, *size) == cells(before + after, *size)
    assert SEQUENCE.sub(b"", after) == b""
    assert len(before + after) <= 14_000
    assert row.startswith(">")


def taken_over(size: tuple[int, int], env: Mapping[str, str]) -> tuple[bytes, bytes, str]:
    """What the app sent before Textual took over, and after; and the row a key then leads to, one further down.

    All of it within one minute: what begins soon is told by the minute, and told anew when that is over.
    """
    while True:
        minute = datetime.now(UTC).minute
        with Terminal(OFFLINE, env=env, columns=size[0], rows=size[1]) as terminal:
            terminal.expect("SAMSPILL")
            terminal.expect_sent(TAKES_OVER)
            terminal.settle()
            before, after = parts(terminal)
            cursor = terminal.screen.cursor.y
            if datetime.now(UTC).minute == minute:
                terminal.press("j")
                assert terminal.screen.cursor.y > cursor
                return before, TAKES_OVER + after, terminal.line


@pytest.mark.parametrize("pane", sorted(set(TITLES) - set(LISTINGS)))
def test_of_other_panes_the_frame_is_there_and_stays(pane: str, home: Path) -> None:
    leave_at(home, pane)
    with Terminal(OFFLINE, env=over_ssh(home)) as terminal:
        terminal.expect_sent(TAKES_OVER)
        terminal.settle()
        first, last = cells(parts(terminal)[0], 80, 24), cells(bytes(terminal.sent), 80, 24)
        for y in (0, 1, 3, 21, 23):
            assert first[y] == last[y]
        assert any(cell.data != " " for cell in first[1])
        written = [(y, x) for y in range(24) for x in range(80) if first[y][x].data != " "]
        assert all(last[y][x] == first[y][x] for y, x in written)


@pytest.mark.parametrize("size", [(80, 24), (60, 16)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("pane", LISTINGS)
def test_it_opens_where_it_was_left(pane: str, size: tuple[int, int], home: Path) -> None:
    leave_at(home, pane)
    columns, rows = size
    with Terminal(OFFLINE, env=over_ssh(home), columns=columns, rows=rows) as terminal:
        terminal.expect("^ SAMSPILL")
        terminal.press("G")
        left = terminal.line
        terminal.press("Q")
        assert terminal.wait() == 0
    with Terminal(OFFLINE, env=over_ssh(home), columns=columns, rows=rows) as terminal:
        terminal.expect_sent(TAKES_OVER)
        terminal.settle()
        assert terminal.line == left
        before, after = parts(terminal)
        assert cells(before, *size) == cells(bytes(terminal.sent), *size)
        assert SEQUENCE.sub(b"", after) == b""


@pytest.mark.parametrize("at_once", [True, False], ids=["before the first frame", "after it"])
def test_no_key_is_lost_or_changes_places(at_once: bool, home: Path) -> None:
    with Terminal(OFFLINE, env=over_ssh(home)) as terminal:
        if not at_once:
            terminal.expect("SAMSPILL")
            assert TAKES_OVER not in terminal.sent
        os.write(terminal.fd, b"jj3/mo")
        terminal.expect("^ SAMSPILL")
        terminal.expect(r"(?m)^ /mo ")
        terminal.settle()
        if not at_once:
            assert b"jj3/mo" not in terminal.sent  # nothing is echoed
        terminal.press("\x1b2")
        terminal.expect(r"\[2 Partners\]")
        terminal.settle()
        assert terminal.screen.cursor.y == 7  # two rows down


def test_another_size_in_between_is_drawn_whole(home: Path) -> None:
    with Terminal(OFFLINE, env=over_ssh(home)) as terminal:
        terminal.expect("SAMSPILL")
        assert TAKES_OVER not in terminal.sent
        terminal.resize(100, 30)
        terminal.expect_sent(TAKES_OVER)
        terminal.settle()
        shown = terminal.text
    with Terminal(OFFLINE, env=over_ssh(home), columns=100, rows=30) as terminal:
        terminal.expect_sent(TAKES_OVER)
        terminal.settle()
        assert terminal.text == shown


@pytest.mark.parametrize(
    ("more", "encoding"),
    [
        ({"NO_COLOR": "1"}, "utf-8"),
        ({"TERM": "linux"}, "utf-8"),
        ({"TERM": "vt220", "LC_ALL": "nb_NO.ISO-8859-1", "PYTHONUTF8": "0"}, "latin-1"),
        ({"TERM": "xterm-256color", "COLORTERM": "truecolor"}, "utf-8"),
        ({"TERM": "xterm-256color", "COLORFGBG": "0;15"}, "utf-8"),
    ],
    ids=["no colour", "console", "Latin-1", "full colour", "light"],
)
def test_every_kind_of_terminal_sees_the_same_before_and_after(more: dict[str, str], encoding: str, home: Path) -> None:
    with Terminal(OFFLINE, env=over_ssh(home, **more)) as terminal:
        terminal.expect_sent(TAKES_OVER)
        terminal.settle()
        before, after = parts(terminal)
        assert cells(before, 80, 24, encoding) == cells(bytes(terminal.sent), 80, 24, encoding)
        assert SEQUENCE.sub(b"", after) == b""
        if "NO_COLOR" in more or more.get("TERM") == "vt220":
            assert not re.search(rb"\x1b\[[\d;]*[34]\d", terminal.sent)


def test_where_there_is_no_room_or_no_copy_nothing_is_drawn_first(home: Path, tmp_path: Path) -> None:
    with Terminal(OFFLINE, env=over_ssh(home), columns=39, rows=9) as terminal:
        terminal.expect_sent(TAKES_OVER)
        assert SEQUENCE.sub(b"", parts(terminal)[0]) == b""
    (tmp_path / "empty").mkdir(mode=0o700)
    with Terminal([], env=over_ssh(tmp_path / "empty")) as terminal:
        terminal.expect_sent(TAKES_OVER)
        assert SEQUENCE.sub(b"", parts(terminal)[0]) == b""


WITHOUT_TEXTUAL = "import sys; sys.modules['textual'] = None; from tui.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture
def broken(home: Path) -> Iterator[Terminal]:
    env = over_ssh(home, PYTHONPATH=os.pathsep.join(sys.path))
    with Terminal(OFFLINE, env=env, program=[sys.executable, "-c", WITHOUT_TEXTUAL]) as terminal:
        yield terminal


def test_a_start_that_fails_after_the_first_frame_gives_the_terminal_back(broken: Terminal) -> None:
    broken.expect("Something unexpected happened; where is noted in")
    assert broken.wait() == 1
    assert b"SAMSPILL" in broken.sent
    assert b"\x1b[?1049l" in broken.sent.partition(b"Something")[0]
    assert termios.tcgetattr(broken.fd)[3] & termios.ECHO


def test_a_local_copy_that_cannot_be_read_is_a_sentence_on_the_normal_screen(home: Path) -> None:
    file = locate({"SAMSPILL_HOME": str(home)}).cache_file("demo")
    file.write_bytes(b"no database at all, and long enough to be looked at" * 100)
    with Terminal(OFFLINE, env=over_ssh(home)) as terminal:
        assert terminal.wait() != 0
        assert b"\x1b[?1049h" not in terminal.sent
        assert "Traceback" not in terminal.text
        assert terminal.text.strip()


def test_nothing_heavy_is_loaded_before_the_first_frame(tmp_path: Path) -> None:
    heavy = "{'textual', 'rich', 'httpx', 'asyncio', 'logging'}"
    code = f"import sys, tui.ui.first.start; print(sorted({heavy} & set(sys.modules)))"
    found = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


async def test_parts_stand_where_the_stylesheet_puts_them(services: Services) -> None:
    async with opened(services) as (app, pilot):
        for pane in LISTINGS:
            for width in (40, 59, 60, 99, 100, 101, 113, 137, 200):
                for height in (10, 12, 19, 20, 21, 24, 37, 60):
                    await pilot.resize_terminal(width, height)
                    show(app, pane)
                    await pilot.pause()
                    assert regions(app) == expected(pane, width, height), (pane, width, height)


def show(app: SamspillApp, pane: str) -> None:
    assert app.main is not None
    app.main.show_pane(pane)


def regions(app: SamspillApp) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
    assert app.main is not None
    pane = app.main.pane
    card = pane.card.region
    return tuple(pane.list_part.region), tuple(card) if pane.card.display and card.area else None


def expected(pane: str, width: int, height: int) -> tuple[tuple[int, ...], tuple[int, ...] | None]:
    place = geometry(pane, width, height)
    rows, card = place.rows, place.card
    return (
        (rows.x, rows.y, rows.width, rows.height),
        (card.x, card.y, card.width, card.height) if card is not None else None,
    )
