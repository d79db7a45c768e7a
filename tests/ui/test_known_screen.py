"""Sending only what became different leaves the terminal as sending everything would."""

from __future__ import annotations

from collections.abc import Sequence

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tui.ui.terminal.known_screen import KnownScreen, Pieces

WIDTH, HEIGHT = 12, 3
CONSOLE = Console(color_system="standard", force_terminal=True, width=WIDTH)
STYLES = [Style(), Style(bold=True), Style(reverse=True), Style(color="red"), Style(color="default")]
SPANS = st.builds(lambda text, style: Segment(text, style), st.text("ab –å界", max_size=4), st.sampled_from(STYLES))
SEGMENTS = st.lists(SPANS, min_size=1, max_size=5)
LINES = st.builds(lambda segments: Strip(segments).adjust_cell_length(WIDTH), SEGMENTS)
SCREENS = st.lists(LINES, min_size=HEIGHT, max_size=HEIGHT)


def whole(lines: Sequence[Strip]) -> LayoutUpdate:
    return LayoutUpdate([[line] for line in lines], Region(0, 0, WIDTH, HEIGHT))


def shown(sent: str) -> list[list[object]]:
    screen = pyte.Screen(WIDTH, HEIGHT)
    pyte.Stream(screen).feed("\x1b[?7l" + sent)
    return [[screen.buffer[y][x] for x in range(WIDTH)] for y in range(HEIGHT)]


@given(st.lists(SCREENS, min_size=1, max_size=4))
def test_whole_screens(screens: list[list[Strip]]) -> None:
    known = KnownScreen()
    sent = "".join(known.needed(whole(lines)).render_segments(CONSOLE) for lines in screens)
    assert shown(sent) == shown(Pieces([(y, 0, line) for y, line in enumerate(screens[-1])]).render_segments(CONSOLE))
    assert known.needed(whole(screens[-1])).render_segments(CONSOLE) == ""


@given(SCREENS, st.integers(0, HEIGHT - 1), LINES, st.integers(0, WIDTH), st.integers(0, WIDTH))
def test_parts_of_a_line(lines: list[Strip], y: int, line: Strip, one: int, other: int) -> None:
    """A line drawn in two parts, of which only a span is to be seen anew."""
    left, right = sorted((one, other))
    middle = WIDTH // 2
    chops: list[dict[int, Strip | None]] = [{0: None, middle: None} for _line in lines]
    chops[y] = {0: line.crop(0, middle), middle: line.crop(middle, WIDTH)}
    update = ChopsUpdate(chops, [(y, left, right)], [[middle, WIDTH]] * HEIGHT)
    known = KnownScreen()
    sent = known.needed(whole(lines)).render_segments(CONSOLE)
    sent += known.needed(update).render_segments(CONSOLE)
    pieces = [(row, 0, before) for row, before in enumerate(lines)]
    for start, end in ((left, min(right, middle)), (max(left, middle), right)):
        if start < end:
            part = line.crop(0, middle).crop(start, end) if end <= middle else line.crop(start, end)
            pieces.append((y, start, part))
    assert shown(sent) == shown(Pieces(pieces).render_segments(CONSOLE))


def test_what_somebody_else_drew_is_not_drawn_again() -> None:
    lines = [Strip([Segment(text.ljust(WIDTH), STYLES[0])]) for text in ("one", "two", "three")]
    known = KnownScreen()
    known.drawn((WIDTH, HEIGHT), lines)
    assert known.needed(whole(lines)).render_segments(CONSOLE) == ""
    known.forget()
    assert "one" in known.needed(whole(lines)).render_segments(CONSOLE)


def test_a_change_costs_the_cells_that_changed() -> None:
    before, now = (Strip([Segment(text.ljust(WIDTH))]) for text in ("1 av 20", "2 av 20"))
    known = KnownScreen()
    known.needed(whole([before] * HEIGHT))
    assert known.needed(whole([now, before, before])).render_segments(CONSOLE) == "\x1b[1;1H2"
