"""What the environment tells of the terminal. Worst first: PuTTY with its defaults, until something proves better."""

from __future__ import annotations

import codecs
from collections.abc import Mapping

from ...domain.values import dataclass
from ...present.terminal import FULL_COLOUR

LEAST = (40, 10)
"""Columns and rows below which the screen is a sentence."""
COLOURLESS = ("vt", "dumb")
CONSOLES = ("linux", "vt", "console", "cons25")
"""TERM of those whose font has no box lines, arrows or dashes."""
MODES_VARIABLE = "SAMSPILL_TERMINAL_MODES"
"""Comma-separated extras for those who know that their terminal keeps them: `kitty` (keys as the kitty protocol sends
them), `resize` (size reports in the stream, mode 2048)."""


def has_room(columns: int, rows: int) -> bool:
    """The screen can be more than that sentence."""
    return columns >= LEAST[0] and rows >= LEAST[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """The far end of the line, as far as it can be known without asking it."""

    term: str
    colours: int
    """0, 16, 256 or 2 to the 24th."""
    encoding: str
    console: bool
    """Its font draws ASCII and the Norwegian letters, and not much more."""
    ssh: bool
    tmux: bool
    screen: bool
    """Inside GNU screen."""
    light: bool
    """COLORFGBG says dark text on a light ground."""
    no_color: bool
    desktop: bool
    """Somebody sits at a desktop on this very machine, where a browser would be seen."""
    name: str = ""
    """By which a choice made on this kind of terminal is remembered."""
    kitty: bool = False
    resize_reports: bool = False

    @property
    def multiplexed(self) -> bool:
        return self.tmux or self.screen

    @property
    def asks_for_sync(self) -> bool:
        """May it be asked for synchronized output (mode 2026)? tmux claims it for terminals that lack it."""
        return not self.multiplexed and not self.console


def terminal(environ: Mapping[str, str], stream_encoding: str, platform: str) -> Terminal:
    """Reads the environment. `stream_encoding`: what Python would write with; `platform`: `sys.platform`."""
    term = environ.get("TERM", "")
    tmux = bool(environ.get("TMUX")) or term.startswith("tmux")
    modes = {one.strip() for one in environ.get(MODES_VARIABLE, "").split(",")}
    ssh = any(environ.get(one) for one in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))
    parts = (term, environ.get("TERM_PROGRAM", ""), environ.get("COLORTERM", ""))
    return Terminal(
        term=term,
        colours=colours(environ),
        encoding=encoding(environ, stream_encoding),
        console=term.startswith(CONSOLES),
        ssh=ssh,
        tmux=tmux,
        screen=not tmux and (bool(environ.get("STY")) or term.startswith("screen")),
        light=environ.get("COLORFGBG", "").rpartition(";")[2] in {"7", "15"},
        no_color=bool(environ.get("NO_COLOR")),
        desktop=not ssh and (platform == "darwin" or any(environ.get(one) for one in ("DISPLAY", "WAYLAND_DISPLAY"))),
        kitty="kitty" in modes,
        resize_reports="resize" in modes,
        name=" ".join(part for part in parts if part),
    )


def colours(environ: Mapping[str, str]) -> int:
    """By COLORTERM and TERM, as Rich reads them too; none at all where NO_COLOR is set (no-color.org)."""
    term = environ.get("TERM", "").lower()
    if environ.get("NO_COLOR") or term.startswith(COLOURLESS):
        return 0
    if environ.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return FULL_COLOUR
    return 256 if term.rpartition("-")[2] in {"256color", "kitty"} else 16


def encoding(environ: Mapping[str, str], stream_encoding: str) -> str:
    """What the terminal reads.

    The locale's own name for it goes before what Python writes with: where that locale is not installed, or Python is
    in UTF-8 mode, Python says UTF-8 although the session is Latin-1. PYTHONIOENCODING was meant, and goes before both.
    """
    named = next((environ[one] for one in ("LC_ALL", "LC_CTYPE", "LANG") if environ.get(one)), "")
    charset = named.partition("@")[0].partition(".")[2]
    found = stream_encoding if environ.get("PYTHONIOENCODING") or not charset else charset
    for one in (found, stream_encoding):
        try:
            return codecs.lookup(one).name
        except LookupError:
            continue
    return "utf-8"
