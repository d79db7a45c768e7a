"""A start shows at once the screen that was kept for this hour, and puts the true one over it without a flicker."""

from __future__ import annotations

import os
import shutil
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.running import run
from tests.terminal import Terminal
from tui import glance
from tui.domain.persons import Persons
from tui.paths import locate
from tui.storage.retention import enforce
from tui.ui.first.frame import LISTINGS, FirstFrame, Opening
from tui.ui.first.later import frames, lasting
from tui.ui.services import Services
from tui.ui.state import ScreenState, load, save

from .conftest import NOW, sync_into
from .test_start import OFFLINE, SIZES, TAKES_OVER, cells, home, leave_at, parts
from .test_terminal import over_ssh

__all__ = ["home"]

PATIENT = 60.0
"""Seconds of drawing that no machine is too slow for."""

HELD_BACK = """
import sys, time
from pathlib import Path
class Gate:
    '''The program is not to be had before there is a file.'''
    def find_spec(self, name, path=None, target=None):
        while name == "tui.cli" and not Path({go!r}).exists():
            time.sleep(0.01)
        if name == {broken!r}:
            raise RuntimeError("broken")
sys.meta_path.insert(0, Gate())
from tui.__main__ import main
sys.exit(main())
"""


def visit(home: Path, *keys: str, size: tuple[int, int] = (80, 24), words: list[str] = OFFLINE, **more: str) -> str:
    """Start, press the keys and leave; the screen as it was before that."""
    with Terminal(words, env=over_ssh(home, **more), columns=size[0], rows=size[1]) as terminal:
        terminal.expect_sent(TAKES_OVER)
        terminal.settle()
        for key in keys:
            terminal.press(key)
        shown = terminal.text
        terminal.press("Q")
        assert terminal.wait() == 0
        return shown


@contextmanager
def held_back(
    home: Path, size: tuple[int, int] = (80, 24), words: list[str] = OFFLINE, broken: str = "", **more: str
) -> Iterator[tuple[Terminal, Path]]:
    """A start that gets no further than the glance before a file is made."""
    go = home / "go"
    program = [sys.executable, "-c", HELD_BACK.format(go=str(go), broken=broken)]
    env = over_ssh(home, PYTHONPATH=os.pathsep.join(sys.path), **more)
    with Terminal(words, env=env, columns=size[0], rows=size[1], program=program) as terminal:
        terminal.settle()
        yield terminal, go
    go.unlink(missing_ok=True)


def kept_in(home: Path) -> Path:
    return locate({"SAMSPILL_HOME": str(home)}).glance_file("demo")


def lasts(home: Path) -> float:
    """Seconds for which the screen that was just kept holds; none where something is about to change."""
    frames = kept_in(home).read_bytes().split(b"\x1e")[2:]
    _begins, ends, *_cursor = map(int, frames[0].split(b"\n")[0].split())
    return max(ends - time.time(), 0.1)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("pane", LISTINGS)
def test_the_screen_that_was_left_is_there_before_the_program_is(pane: str, size: tuple[int, int], home: Path) -> None:
    leave_at(home, pane)
    shown = visit(home, "G", size=size)
    while (left := lasts(home)) < 5:  # something begins or ends, and takes its row along
        time.sleep(left)
        shown = visit(home, size=size)
    with held_back(home, size) as (terminal, go):
        at_once, cursor = terminal.text, terminal.screen.cursor.y
        assert terminal.line.startswith(">")
        go.touch()
        terminal.expect_sent(TAKES_OVER)
        terminal.settle()
        assert terminal.screen.cursor.y == cursor
        same = [now == then for now, then in zip(at_once, terminal.text, strict=True)]
        assert all(one or was == " " for one, was in zip(same, at_once, strict=True))
        assert sum(same) > 0.95 * len(same)
        before, _after = parts(terminal)
        assert cells(before, *size) == cells(bytes(terminal.sent), *size)
        if pane != "today":  # where the minutes until something begins may be others by now
            assert terminal.text == shown


def test_only_what_differs_is_sent_again(home: Path) -> None:
    leave_at(home, "partners")
    visit(home)
    with held_back(home) as (terminal, go):
        at_once = len(terminal.sent)
        go.touch()
        terminal.expect_sent(TAKES_OVER)
        terminal.settle()
        assert len(terminal.sent) - at_once <= 300


def test_keys_typed_meanwhile_are_kept_in_their_order(home: Path) -> None:
    leave_at(home, "partners")
    visit(home)
    with held_back(home) as (terminal, go):
        at = terminal.screen.cursor.y
        terminal.press("jj3")
        terminal.press("2k")
        assert "jj" not in terminal.text
        assert terminal.screen.cursor.y == at
        go.touch()
        terminal.expect_sent(TAKES_OVER)
        terminal.settle()
        assert "[2 Partners]" in terminal.text
        assert terminal.screen.cursor.y == at + 1


@pytest.mark.parametrize(
    "other", [{"size": (81, 24)}, {"words": [*OFFLINE, "--lang", "nn"]}, {"LC_ALL": "nn_NO.UTF-8"}, {"NO_COLOR": "1"}]
)
def test_nothing_is_shown_to_who_asks_for_something_else(other: dict[str, str], home: Path) -> None:
    visit(home)
    with held_back(home, **other) as (terminal, _go):  # type: ignore[arg-type]
        assert not terminal.sent


def test_it_is_kept_for_the_size_the_screen_had_last(home: Path) -> None:
    with Terminal(OFFLINE, env=over_ssh(home)) as terminal:
        terminal.expect_sent(TAKES_OVER)
        terminal.settle()
        terminal.resize(100, 30)
        terminal.settle()
        terminal.press("Q")
        assert terminal.wait() == 0
    with held_back(home) as (terminal, _go):
        assert not terminal.sent
    with held_back(home, (100, 30)) as (terminal, _go):
        assert "SAMSPILL" in terminal.text


def test_nothing_is_shown_of_a_copy_that_was_synced_meanwhile(home: Path) -> None:
    visit(home)
    copy = locate({"SAMSPILL_HOME": str(home)}).cache_file("demo")
    os.utime(copy)
    with held_back(home) as (terminal, _go):
        assert not terminal.sent


def test_a_program_that_cannot_be_loaded_gives_the_terminal_back(home: Path) -> None:
    visit(home)
    with held_back(home, broken="tui.config") as (terminal, go):
        assert b"\x1b[?1049h" in terminal.sent
        go.touch()
        assert terminal.wait() == 1
        assert b"\x1b[?1049l" in terminal.sent
        assert termios.tcgetattr(terminal.fd)[3] & termios.ECHO


def test_settings_that_became_wrong_are_a_sentence_on_the_normal_screen(home: Path) -> None:
    """As a fault would be that appears between the glance and the reading."""
    right = '[sync]\nautomatic = false\n[profiles.here]\nurl = "http://127.0.0.1:9"\n'
    (home / "config.toml").write_text(right, encoding="utf-8")
    shutil.copytree(home / "cache" / "demo", home / "cache" / "here")
    visit(home, words=[])
    with held_back(home, words=[]) as (terminal, go):
        assert b"\x1b[?1049h" in terminal.sent
        (home / "config.toml").write_text("[sync]\nautomatic = 1\n", encoding="utf-8")
        go.touch()
        assert terminal.wait() == 2
        _before, left, after = bytes(terminal.sent).partition(b"\x1b[?1049l")
        assert left
        assert b"config.toml" in after
        assert b"Traceback" not in terminal.sent


def test_nothing_is_kept_where_nothing_is_to_be_stored(home: Path) -> None:
    visit(home, words=[*OFFLINE, "--no-store"])
    assert not kept_in(home).exists()


def test_it_is_listed_and_wiped_with_the_copy(home: Path) -> None:
    visit(home)
    assert kept_in(home).exists()
    assert str(kept_in(home)) in run(home, "privacy").stdout
    assert run(home, "wipe", "--profile", "demo", "--yes").returncode == 0
    assert not kept_in(home).exists()


# -- what is drawn ahead -------------------------------------------------------------------------------------


def at(services: Services, moment: datetime) -> Services:
    return replace(services, clock=lambda: moment)


def opening(services: Services, pane: str, size: tuple[int, int], moment: datetime) -> Opening:
    state = ScreenState(pane=pane, day=services.clock().date().isoformat())
    return Opening(at(services, moment), state, size)


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("pane", LISTINGS)
def test_at_no_minute_of_a_while_it_shows_what_is_not_so(pane: str, size: tuple[int, int], services: Services) -> None:
    """What is the same at the beginning and at the end was so all the time: no row turns back into what it was."""
    found = 0
    for hour in range(0, 9, 2):
        begins = services.clock() + timedelta(hours=hour)
        for length in (15, 60, 180):
            ends = begins + timedelta(minutes=length)
            kept = lasting(opening(services, pane, size, begins), opening(services, pane, size, ends))
            if kept is None:
                continue
            found += 1
            for minutes in range(0, length, 5):
                there = texts(opening(services, pane, size, begins + timedelta(minutes=minutes)).frame())
                for said, true in zip(texts(kept), there, strict=True):
                    assert all(one in {" ", other} for one, other in zip(said, true, strict=True)), (said, true)
    assert found > 5


def texts(frame: FirstFrame) -> list[str]:
    return ["".join(text for text, _role in line) for line in frame.lines]


def test_frames_are_drawn_for_now_and_for_the_mornings_to_come(services: Services) -> None:
    now = services.clock()
    save(services.state_file, ScreenState(pane="partners", day=now.date().isoformat()))
    found = list(frames(services, (80, 24), PATIENT))
    assert found[0].begins == now.timestamp()
    assert any(one.begins <= (now + timedelta(hours=2)).timestamp() < one.ends for one in found)
    for days in (1, 2, 3):
        eight = now.replace(hour=7, minute=0) + timedelta(days=days)  # in UTC
        assert sum(one.begins <= eight.timestamp() < one.ends for one in found) == 1
    tomorrow = found[1]
    assert any(b"[1 Today]" in line for line in tomorrow.lines)
    assert load(services.state_file).pane == "partners"


def test_a_while_in_which_a_row_goes_is_kept_as_far_as_that(services: Services) -> None:
    """At 08:25, before hours that begin at half past eight and those of yesterday are over."""
    soon = NOW.replace(minute=25)
    save(services.state_file, ScreenState(pane="today", day=soon.date().isoformat()))
    first = next(iter(frames(at(services, soon), (80, 24), PATIENT)))
    whole = opening(services, "today", (80, 24), soon)
    assert first.begins == soon.timestamp()
    ends = datetime.fromtimestamp(first.ends - 1, UTC)
    assert opening(services, "today", (80, 24), ends).in_sight == whole.in_sight
    assert 60 <= first.ends - first.begins <= 900


def test_nothing_is_drawn_beyond_what_may_be_kept(services: Services) -> None:
    held = services.reader.held(services.clock())
    last = max(one.checked_at for one in held) + timedelta(days=12)
    ends = [one.ends for one in frames(at(services, last), (80, 24), PATIENT)]
    assert ends
    assert max(ends) < (max(one.checked_at for one in held) + timedelta(days=14)).timestamp()
    assert not list(frames(at(services, last + timedelta(days=3)), (80, 24), PATIENT))


def test_too_small_a_screen_has_none(services: Services) -> None:
    assert not list(frames(services, (39, 24)))


def test_what_erases_forgets_it(home: Path) -> None:
    visit(home)
    copy = locate({"SAMSPILL_HOME": str(home)}).cache_file("demo")
    enforce(copy, persons=Persons.FULL, now=datetime.now(UTC))
    assert kept_in(home).exists()
    enforce(copy, persons=Persons.NONE, now=datetime.now(UTC))
    assert not kept_in(home).exists()


def test_a_sync_forgets_it(cache: Path, server: str) -> None:
    kept = cache.with_name(glance.NAME)
    kept.write_bytes(b"of before")
    sync_into(cache, server, NOW)
    assert not kept.exists()
