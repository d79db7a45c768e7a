"""Copying and links in terminals as they are: tmux, GNU screen, PuTTY, an ordinary one, without a desktop."""

from __future__ import annotations

import base64
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.terminal import Terminal
from tui.ui.terminal import clipboard, links
from tui.ui.terminal.facts import Terminal as Facts
from tui.ui.terminal.facts import terminal as facts

from .test_terminal import home_with, over_ssh

PARTNER = "Agder fylkeskommune"
OFFLINE = ("--profile", "demo", "--offline")
PUTTY = {b"\x1b[6n": b"\x1b[>0;136;0c\x1b[4;1R"}
XTERM = {b"\x1b[6n": b"\x1b[>41;390;0c\x1b[4;1R"}
CLIPBOARD = re.compile(rb"\x1b\]52;c?;([A-Za-z0-9+/=]*)(?:\x07|\x1b\\)")
Open = Callable[..., Terminal]


@pytest.fixture
def home(synced: Path, tmp_path: Path) -> Path:
    return home_with(synced, tmp_path / "home")


@pytest.fixture
def start(home: Path) -> Iterator[Open]:
    """Opens the app on the sample in a terminal that answers as it is told to."""
    with ExitStack() as ends:

        def started(
            *words: str,
            answers: dict[bytes, bytes] | None = None,
            config: str = "",
            program: tuple[str, ...] = (),
            columns: int = 80,
            **env: str,
        ) -> Terminal:
            (home / "config.toml").write_text(config, encoding="utf-8")
            command = (*program, sys.executable, "-m", "tui")
            terminal = ends.enter_context(
                Terminal(words or OFFLINE, env=over_ssh(home, **env), program=command, answers=answers, columns=columns)
            )
            terminal.expect("Agder")
            terminal.settle()
            return terminal

        yield started


def clipboards(sent: bytes | bytearray) -> list[str]:
    return [base64.b64decode(one).decode() for one in CLIPBOARD.findall(bytes(sent))]


# -- ways ----------------------------------------------------------------------------------------------------


def test_an_ordinary_terminal_is_asked_to_take_it(start: Open) -> None:
    terminal = start(answers=XTERM)
    terminal.press("y")
    assert "1  name  " + PARTNER in terminal.text
    terminal.press("1")
    terminal.expect(f"Sent to the terminal: {PARTNER}")
    assert clipboards(terminal.sent) == [PARTNER]


def test_the_whole_card_is_copied_as_lines(start: Open) -> None:
    terminal = start(answers=XTERM)
    terminal.press("Y")
    terminal.expect("Sent to the terminal: the whole card")
    lines = clipboards(terminal.sent)[0].splitlines()
    assert lines[0] == PARTNER
    assert any("Frivillighet Norge" in line for line in lines)
    assert [line for line in lines if "|" in line or line.endswith(" ")] == []


@pytest.mark.parametrize(
    ("answers", "env"), [(PUTTY, {}), ({}, {}), (XTERM, {"TERM": "linux"})], ids=["putty", "silent", "console"]
)
def test_putty_gets_a_page_to_mark_with_the_mouse(
    start: Open, answers: dict[bytes, bytes], env: dict[str, str]
) -> None:
    terminal = start(answers=answers, **env)
    terminal.press("Y")
    terminal.expect("Mark it with the mouse. Enter goes back.")
    assert clipboards(terminal.sent) == []
    assert terminal.sent.count(b"\x1b[?1049l") == 1
    shown = [line.rstrip() for line in terminal.text.splitlines()]
    assert PARTNER in shown
    terminal.press("\r")
    terminal.expect("Shown as plain text: the whole card")
    terminal.press("j")
    assert terminal.line.startswith(">")
    terminal.press("Q")
    assert terminal.wait() == 0


def test_the_page_survives_a_hang_up_and_ctrl_c(start: Open) -> None:
    terminal = start(answers=PUTTY)
    terminal.press("Y")
    terminal.expect("Enter goes back")
    terminal.press("\x03")
    terminal.expect("Shown as plain text")
    terminal.press("Y")
    terminal.expect("Enter goes back")
    terminal.hang_up()
    assert terminal.wait() == 0


def test_a_file_takes_it_closed_to_others(start: Open, home: Path) -> None:
    terminal = start(config='[ui]\ncopy = "file"\n')
    terminal.press("y")
    terminal.press("1")
    file = home / "state" / "demo" / "clipboard.txt"
    terminal.expect("Written to ")
    assert file.read_text(encoding="utf-8") == PARTNER + "\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert clipboards(terminal.sent) == []


def fake_tmux(folder: Path) -> Path:
    """A `tmux` that keeps what it is handed; for machines that have none."""
    folder.mkdir()
    script = folder / "tmux"
    script.write_text(
        f'#!/bin/sh\n[ "$1" = -V ] && echo "tmux 3.4" && exit\necho "$@" > {folder}/asked\ncat > {folder}/buffer\n',
        encoding="utf-8",
    )
    script.chmod(0o700)
    return folder


def test_tmux_is_handed_it(start: Open, tmp_path: Path) -> None:
    folder = fake_tmux(tmp_path / "bin")
    terminal = start(TMUX="/x,1,0", PATH=f"{folder}:{os.environ['PATH']}")
    terminal.press("y")
    terminal.press("1")
    terminal.expect(f"Handed to tmux: {PARTNER}")
    assert (folder / "buffer").read_text(encoding="utf-8") == PARTNER
    assert (folder / "asked").read_text(encoding="utf-8") == "load-buffer -w -\n"
    assert clipboards(terminal.sent) == []


def test_a_tmux_that_is_too_old_leads_to_the_page(start: Open, tmp_path: Path) -> None:
    folder = fake_tmux(tmp_path / "bin")
    (folder / "tmux").write_text('#!/bin/sh\necho "tmux 3.1c"\n', encoding="utf-8")
    terminal = start(TMUX="/x,1,0", PATH=f"{folder}:{os.environ['PATH']}")
    terminal.press("Y")
    terminal.expect("Enter goes back")


class Inside:
    """Real multiplexers, where the machine has them; without them the same ways are driven by hand."""

    tmux = shutil.which("tmux")
    screen = shutil.which("screen")


def test_in_tmux_it_arrives_at_the_outer_terminal(start: Open, tmp_path: Path) -> None:
    if Inside.tmux is None:
        assert clipboard.route(facts({"TMUX": "x"}, "utf-8", "linux"), "auto", None, tmux=True) == "tmux"
        return
    socket = str(tmp_path / "tmux")
    try:
        terminal = start(program=(Inside.tmux, "-f", os.devnull, "-S", socket, "new-session"), TERM="xterm-256color")
        terminal.press("y")
        terminal.press("1")
        terminal.expect(f"Handed to tmux: {PARTNER}")
        kept = subprocess.run([Inside.tmux, "-S", socket, "show-buffer"], capture_output=True, text=True, check=True)
        assert kept.stdout == PARTNER
        assert clipboards(terminal.sent) == [PARTNER]
    finally:
        subprocess.run([Inside.tmux, "-S", socket, "kill-server"], capture_output=True, check=False)


def test_in_screen_it_arrives_at_the_outer_terminal(start: Open, tmp_path: Path) -> None:
    if Inside.screen is None:
        wrapped = clipboard.osc52(PARTNER, through_screen=True)
        assert wrapped is not None
        assert clipboards(re.sub("\x1bP|\x1b\\\\", "", wrapped).encode()) == [PARTNER]
        return
    sockets = tmp_path / "screen"
    sockets.mkdir(mode=0o700)
    terminal = start(program=(Inside.screen, "-c", os.devnull, "-U"), SCREENDIR=str(sockets))
    terminal.press("Y")
    terminal.expect("Sent to the terminal through screen: the whole card")
    assert [one.splitlines()[0] for one in clipboards(terminal.sent)] == [PARTNER]
    terminal.press("Q")
    terminal.wait()


# -- the choice of a way -------------------------------------------------------------------------------------


def on(**environ: str) -> Facts:
    return facts({"TERM": "xterm", **environ}, "utf-8", "linux")


@pytest.mark.parametrize(
    ("there", "configured", "identity", "tmux", "way"),
    [
        (on(), "auto", "\x1b[>41;1;0c", False, "osc52"),
        (on(), "auto", "\x1b[>0;136;0c", False, "screen"),
        (on(), "auto", None, False, "screen"),
        (on(), "auto", "", False, "screen"),
        (on(), "osc52", None, False, "osc52"),
        (on(), "file", "\x1b[>41;1;0c", False, "file"),
        (on(), "screen", "\x1b[>41;1;0c", False, "screen"),
        (on(TMUX="x"), "auto", None, True, "tmux"),
        (on(TMUX="x"), "auto", None, False, "screen"),
        (on(TMUX="x"), "osc52", None, True, "osc52"),
        (on(STY="x"), "auto", None, False, "screen-dcs"),
        (on(STY="x"), "osc52", None, False, "screen-dcs"),
        (on(TERM="vt220"), "auto", "\x1b[>1;10;0c", False, "screen"),
    ],
)
def test_the_surest_way_is_taken(there: Facts, configured: str, identity: str | None, tmux: bool, way: str) -> None:
    assert clipboard.route(there, configured, identity, tmux=tmux) == way


def test_what_is_too_long_for_a_terminal_is_not_sent() -> None:
    longest = clipboard.osc52("x" * (clipboard.MOST_ENCODED // 4 * 3))
    assert longest is not None
    assert len(longest) <= clipboard.MOST_ENCODED + len("\x1b]52;c;\x07")
    assert clipboard.osc52("x" * (clipboard.MOST_ENCODED // 4 * 3 + 1)) is None


def test_screen_is_given_pieces_it_can_pass_on() -> None:
    wrapped = clipboard.osc52("æ" * 2000, through_screen=True)
    assert wrapped is not None
    pieces = re.findall("\x1bP(.*?)\x1b\\\\", wrapped, re.DOTALL)
    assert max(len(one) for one in pieces) <= clipboard.SCREEN_CHUNK
    assert clipboards("".join(pieces).encode()) == ["æ" * 2000]


# -- links ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "opened"),
    [
        ("https://brua.example/om?x=1#y", "https://brua.example/om?x=1#y"),
        ("http://blåbær.example:8080/", "http://xn--blbr-roah.example:8080/"),
        ("mailto:kari@brua.example", "mailto:kari@brua.example"),
        ("tel:+4722334455", "tel:+4722334455"),
        ("file:///etc/passwd", None),
        ("ssh://-oProxyCommand=x/", None),
        ("javascript:alert(1)", None),
        ("https://user:secret@brua.example/", None),
        ("https:///path", None),
        ("https://brua.example/a b", None),
        ("https://brua.example/\x1b[31m", None),
        ("https://[broken/", None),
        ("mailto:kari@brua.example?cc=x", None),
        ("--help", None),
        ("", None),
    ],
)
def test_only_addresses_that_run_nothing_are_opened(address: str, opened: str | None) -> None:
    assert links.safe(address) == opened


def openers(folder: Path) -> Path:
    """Everything that might be started for an address; each leaves a trace."""
    folder.mkdir()
    for name in ("xdg-open", "w3m", "lynx", "www-browser", "sensible-browser", "firefox"):
        (folder / name).write_text(f'#!/bin/sh\necho {name} "$@" >> {folder}/started\n', encoding="utf-8")
        (folder / name).chmod(0o700)
    return folder


def mail_of_second(terminal: Terminal) -> None:
    """To a partner with an e-mail address, and its links."""
    terminal.press("/")
    terminal.press("mosjøen")
    terminal.press("\r")
    terminal.press("o")


@pytest.mark.parametrize("more", [{}, {"SSH_CONNECTION": "1 2 3 4", "DISPLAY": ":9"}], ids=["headless", "ssh"])
def test_a_headless_machine_starts_no_browser(start: Open, tmp_path: Path, more: dict[str, str]) -> None:
    folder = openers(tmp_path / "bin")
    env = {"SSH_CONNECTION": "", "PATH": f"{folder}:{os.environ['PATH']}", **more}
    terminal = start(answers=XTERM, columns=120, **env)
    mail_of_second(terminal)
    if "Links, mail and phone" in terminal.text.splitlines()[0]:
        terminal.press("1")
    assert "Open this where you have a browser or a phone" in terminal.text
    address = next(line.rstrip() for line in terminal.text.splitlines() if re.match(r"(https?|mailto|tel):", line))
    terminal.press("y")
    terminal.expect("Sent to the terminal: ")
    assert clipboards(terminal.sent) == [address]
    assert not (folder / "started").exists()


def test_a_desktop_is_handed_the_address(start: Open, tmp_path: Path) -> None:
    folder = openers(tmp_path / "bin")
    terminal = start(DISPLAY=":9", SSH_CONNECTION="", PATH=f"{folder}:{os.environ['PATH']}", columns=120)
    mail_of_second(terminal)
    if "Links, mail and phone" in terminal.text.splitlines()[0]:
        terminal.press("1")
    terminal.expect("Handed to the desktop: ")
    terminal.read(1)
    assert re.match(r"xdg-open (https?|mailto|tel):", (folder / "started").read_text(encoding="utf-8"))


def test_o_in_sync_is_still_the_network(start: Open) -> None:
    terminal = start()
    terminal.press("7")
    terminal.press("o")
    assert "Samspill may use the network again." in terminal.text
