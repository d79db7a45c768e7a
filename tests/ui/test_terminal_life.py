"""The program in terminals as they are: poor ones, small ones, those that hang up, and those that are put away."""

from __future__ import annotations

import os
import re
import signal
import sys
import termios
import tomllib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.running import environment, run
from tests.terminal import Terminal

from .test_terminal import home_with, over_ssh

OFFLINE = ("--profile", "demo", "--offline")
Open = Callable[..., Terminal]
COLOURED = re.compile(rb"\x1b\[[\d;]*m")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


@pytest.fixture
def home(synced: Path, tmp_path: Path) -> Path:
    return home_with(synced, tmp_path / "home")


@pytest.fixture
def start(home: Path) -> Iterator[Open]:
    """Opens the app on the sample in a terminal of choice and waits until it rests."""
    with ExitStack() as ends:

        def started(
            *, columns: int = 80, rows: int = 24, until: str = "Agder", config: str = "", script: str = "", **env: str
        ) -> Terminal:
            (home / "config.toml").write_text(config, encoding="utf-8")
            program = (sys.executable, "-c", script) if script else (sys.executable, "-m", "tui")
            terminal = Terminal(
                OFFLINE, env=over_ssh(home, **env), columns=columns, rows=rows, program=program,
                answers={b"\x1b[6n": b"\x1b[>0;136;0c\x1b[4;1R"},
            )  # fmt: skip
            ends.enter_context(terminal)
            terminal.expect(until)
            terminal.settle()
            return terminal

        yield started


def remembered(home: Path) -> dict[str, object]:
    return tomllib.loads((home / "state" / "demo" / "state.toml").read_text(encoding="utf-8"))


# -- what is sent --------------------------------------------------------------------------------------------


def test_no_mode_is_set_that_nobody_asked_for(start: Open) -> None:
    terminal = start()
    terminal.press("jj4")
    modes = set(re.findall(rb"\x1b\[\?(\d+)[hl]", terminal.sent))
    assert modes == {b"1049", b"25", b"2004", b"7"}
    assert b"\x1b[?25l" not in terminal.sent
    assert b"\x1b[>" not in terminal.sent
    assert b"\x1b]" not in terminal.sent
    assert b"?2048" not in terminal.sent


def test_the_mouse_reports_buttons_and_no_motion(start: Open) -> None:
    terminal = start(config='[ui]\nmouse = "on"\n')
    assert {b"1000", b"1002", b"1006"} <= set(re.findall(rb"\x1b\[\?(\d+)h", terminal.sent))
    assert b"?1003" not in terminal.sent
    terminal.press("\x1b[<0;5;8M\x1b[<0;5;8m")
    assert terminal.line.startswith(">")
    assert terminal.screen.cursor.y == 7
    terminal.press("Q")
    assert terminal.wait() == 0
    assert {b"1000", b"1002", b"1006"} <= set(re.findall(rb"\x1b\[\?(\d+)l", terminal.sent))


@pytest.mark.parametrize(("more", "asked"), [({}, True), ({"TMUX": "/x,1,0"}, False), ({"TERM": "linux"}, False)])
def test_tmux_is_not_asked_whether_it_synchronizes(start: Open, more: dict[str, str], asked: bool) -> None:
    assert (b"\x1b[?2026$p" in start(**more).sent) is asked


def test_extras_are_used_by_those_who_ask_for_them(start: Open) -> None:
    terminal = start(SAMSPILL_TERMINAL_MODES="kitty,resize")
    assert b"\x1b[>25u" in terminal.sent
    assert b"\x1b[?2048$p" in terminal.sent
    terminal.press("Q")
    assert terminal.wait() == 0
    assert b"\x1b[<u" in terminal.sent


def test_the_cursor_is_visible_on_the_selected_row(start: Open) -> None:
    terminal = start()
    for keys in ("", "j", "jj", "k", "G", "g", "\x1b[6~", "4", "j", "3", "j", "5", "7", "j", "2"):
        if keys:
            terminal.press(keys)
        assert terminal.line.startswith(">"), f"after {keys!r}: {terminal.line!r}\n{terminal.text}"
        assert not terminal.screen.cursor.hidden
    terminal.press("y")
    terminal.press("j")
    assert terminal.line.startswith(">")


def test_the_cursor_is_where_one_types(start: Open) -> None:
    terminal = start()
    terminal.press("/")
    terminal.press("mos")
    assert terminal.line.startswith(" /mos")
    assert terminal.screen.cursor.x == 5


# -- what is typed -------------------------------------------------------------------------------------------


def test_latin_1_bytes_are_letters(start: Open) -> None:
    terminal = start()
    terminal.press("/")
    terminal.type(b"\xf8")
    assert terminal.line.startswith(" /ø ")
    terminal.type(b"\xe5")
    terminal.expect("/øå ")
    terminal.type(b"\xc5s")
    terminal.expect("/øåÅs ")


def test_escape_and_a_key_are_two_keys(start: Open) -> None:
    terminal = start()
    terminal.press("/")
    terminal.press("frivillig")
    filtered = terminal.text
    terminal.press("\x1b2")
    assert "/frivillig" in filtered
    assert "/frivillig" not in terminal.text
    before = terminal.screen.cursor.y
    terminal.press("\x1bj")
    assert terminal.screen.cursor.y == before + 1


# -- the end -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_ends_it_with_its_place_kept(start: Open, home: Path, number: signal.Signals) -> None:
    terminal = start()
    terminal.press("4")
    os.kill(terminal.pid, number)
    assert terminal.wait() == 0
    assert remembered(home)["pane"] == "goals"
    assert terminal.sent.endswith(b"\x1b[?1049l\x1b[?25h")


def test_a_closed_line_ends_it_with_its_place_kept(start: Open, home: Path) -> None:
    terminal = start()
    terminal.press("4")
    terminal.hang_up()
    assert terminal.wait() == 0
    assert remembered(home)["pane"] == "goals"


def test_put_away_and_taken_up_again(start: Open) -> None:
    terminal = start()
    before = terminal.text
    os.write(terminal.fd, b"\x1a")
    _, status = os.waitpid(terminal.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    terminal.settle()
    assert terminal.sent.endswith(b"\x1b[?1049l\x1b[?25h")
    assert termios.tcgetattr(terminal.fd)[3] & (termios.ECHO | termios.ICANON | termios.ISIG)
    terminal.screen.reset()
    at = len(terminal.sent)
    os.kill(terminal.pid, signal.SIGCONT)
    terminal.expect("Agder")
    terminal.settle()
    assert terminal.text == before
    assert terminal.sent[at:].startswith(b"\x1b[?1049h")
    assert b"\x1b[?1004h" not in terminal.sent
    assert b"\x1b[?25l" not in terminal.sent
    terminal.press("j")
    assert terminal.screen.cursor.y == 6
    terminal.press("Q")
    assert terminal.wait() == 0


CRASHING = """
import sys
from tui.cli import main
from tui.ui.panes.goals import Goals
def read(self):
    secret = "Kari Nordmann 22334455"
    raise RuntimeError(secret)
Goals.read = read
sys.exit(main(sys.argv[1:]))
"""


def test_a_crash_gives_the_terminal_back_and_says_one_sentence(start: Open, home: Path) -> None:
    terminal = start(script=CRASHING)
    os.write(terminal.fd, b"4")
    assert terminal.wait() == 1
    terminal.settle()
    _, _, after = terminal.sent.rpartition(b"\x1b[?1049l\x1b[?25h")
    log = home / "log" / "samspill.log"
    assert after.decode().strip() == f"Something unexpected happened; where is noted in {log}."
    assert b"Kari" not in terminal.sent
    assert "RuntimeError" in log.read_text(encoding="utf-8")
    assert "Kari" not in log.read_text(encoding="utf-8")


# -- poor terminals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("term", ["xterm", "xterm-256color", "linux"])
def test_no_color_sends_no_colour(start: Open, term: str) -> None:
    terminal = start(NO_COLOR="1", TERM=term)
    terminal.press("jj4j7T?")
    styles = {number for one in COLOURED.findall(terminal.sent) for number in one[2:-1].split(b";")}
    assert styles <= {b"", b"0", b"1", b"4", b"7"}
    assert {b"1", b"7"} <= styles


def test_colours_are_sent_where_there_are_some(start: Open) -> None:
    styles = {
        one for one in COLOURED.findall(start(TERM="xterm-256color", COLORTERM="truecolor").sent) if b"8;5;" in one
    }
    assert styles


@pytest.mark.parametrize("more", [{"TERM": "dumb"}, {"TERM": ""}])
def test_no_terminal_to_draw_on_gets_the_status(home: Path, more: dict[str, str]) -> None:
    with Terminal(OFFLINE, env=environment(home, **more)) as terminal:
        assert terminal.wait() == 0
        said = terminal.sent.decode().replace("\r\n", "\n")
    assert "Partners" in said
    assert CONTROL.findall(said) == []
    found = run(home, *OFFLINE, TERM="xterm")
    assert found.returncode == 0
    assert CONTROL.findall(found.stdout + found.stderr) == []
    assert "Partners" in found.stdout


@pytest.mark.parametrize(
    "more",
    [{"LC_ALL": "nb_NO.ISO-8859-1"}, {"PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}],
    ids=["locale", "python"],
)
def test_a_latin_1_session_reads_letters_and_no_escapes(start: Open, more: dict[str, str]) -> None:
    terminal = start(**more)
    terminal.press("4")
    terminal.press("?")
    shown = bytes(terminal.sent).decode("latin-1")
    assert "\\u" not in shown
    assert "\\x" not in shown
    assert "ø" in shown
    assert "ø".encode() not in terminal.sent


def test_plain_output_of_an_ascii_session_has_no_escapes(home: Path) -> None:
    found = run(home, *OFFLINE, "status", PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="nb_NO.UTF-8")
    assert found.returncode == 0
    assert found.stdout.isascii()
    assert "\\x" not in found.stdout
    assert "Siste" in found.stdout or "Partnere" in found.stdout


def test_plain_output_speaks_as_its_terminal_reads(home: Path) -> None:
    with Terminal((*OFFLINE, "status"), env=environment(home, LC_ALL="nb_NO.ISO-8859-1")) as terminal:
        assert terminal.wait() == 0
        assert "å".encode("latin-1") in terminal.sent
        assert "å".encode() not in terminal.sent


@pytest.mark.parametrize("term", ["linux", "vt220"])
def test_a_console_gets_ascii_and_norwegian_letters(start: Open, term: str) -> None:
    terminal = start(TERM=term)
    terminal.press("3457?")
    terminal.press("\x1b")
    beyond = {one for one in terminal.sent.decode() if not one.isascii()}
    assert "ø" in beyond
    assert beyond <= set("æøåÆØÅ")


@pytest.mark.parametrize(("columns", "rows"), [(39, 24), (80, 9), (20, 5)])
def test_too_small_a_window_says_so(start: Open, columns: int, rows: int) -> None:
    terminal = start(columns=columns, rows=rows, until="Too small")
    assert f"{columns}x{rows}" in terminal.text
    if columns >= 30:
        assert "samspill status" in terminal.text
    terminal.resize(80, 24)
    terminal.expect("Agder")
    terminal.resize(30, 8)
    terminal.expect("Too small: 30x8")
    terminal.press("q")
    assert terminal.wait() == 0


def test_the_look_chosen_on_a_terminal_is_kept_for_it(start: Open, home: Path) -> None:
    terminal = start()
    terminal.press("T")
    assert "16 colours on a light ground" in terminal.text
    terminal.press("Q")
    assert terminal.wait() == 0
    assert remembered(home)["themes"] == {"xterm": "hc16-light"}
    again = start()
    again.press("7")
    again.press("\r")
    again.expect("hc16-light")
    other = start(TERM="xterm-color")
    other.press("7")
    other.press("\r")
    other.expect("hc16\\)")


def test_the_round_trip_is_measured_on_demand(start: Open) -> None:
    terminal = start()
    assert b"\x1b[6n" not in terminal.sent
    terminal.press("7")
    terminal.press("p")
    terminal.expect(r"The terminal answered in \d+ ms")
    terminal.press("\r")
    terminal.expect(r"answers in \d+ ms")
    assert re.search(r"\d[.,\d]* kB\s+sent", terminal.text)
