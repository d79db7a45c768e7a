"""The looks of the screen: which colours each role has, and which look fits a terminal.

16 colours are whatever the terminal makes of them, so the choices were measured against the palettes people have.
"""

from __future__ import annotations

from typing import Final

from ...domain.values import dataclass
from .facts import Terminal

LOOKS: Final = ("hc16", "hc16-light", "standard")
"""For dark grounds, for light grounds, and one that brings its own ground and needs 256 colours."""
MONO: Final = "mono"
"""Where no colour may be sent: NO_COLOR, or a terminal that has none."""


@dataclass(frozen=True, slots=True)
class Paint:
    """One style. Colours are the 16 names of ECMA-48 and aixterm, or `color(n)` of xterm's 256; None: the default."""

    fg: str | None = None
    bg: str | None = None
    bold: bool = False
    underline: bool = False
    reverse: bool = False


_GROUND = "color(234)"

PAINTS: Final[dict[str, dict[str, Paint]]] = {
    "hc16": {
        "plain": Paint(),
        "strong": Paint(bold=True),
        "heading": Paint("bright_yellow", bold=True),
        "alarm": Paint("bright_red", bold=True),
        "link": Paint("bright_cyan", underline=True),
        "selected": Paint(reverse=True),
    },
    "hc16-light": {  # no bold with a colour: PuTTY brightens what is bold, and bright on white cannot be read
        "plain": Paint(),
        "strong": Paint(bold=True),
        "heading": Paint("blue"),
        "alarm": Paint("red"),
        "link": Paint("blue", underline=True),
        "selected": Paint(reverse=True),
    },
    "standard": {
        "plain": Paint("color(253)", _GROUND),
        "strong": Paint("color(231)", _GROUND, bold=True),
        "heading": Paint("color(221)", _GROUND, bold=True),
        "alarm": Paint("color(210)", _GROUND, bold=True),
        "link": Paint("color(117)", _GROUND, underline=True),
        "faint": Paint("color(246)", _GROUND),
        "selected": Paint("color(16)", "color(153)"),
    },
    MONO: {
        "plain": Paint(),
        "strong": Paint(bold=True),
        "heading": Paint(bold=True),
        "alarm": Paint(bold=True),
        "link": Paint(underline=True),
        "selected": Paint(reverse=True),
    },
}
"""Look -> role (`ink.Role`) -> style. A role not listed is plain: no grey of the 16 colours can be read everywhere."""

GROUNDS: Final = {"standard": ("#1c1c1c", "#dadada")}
"""Look -> background and foreground where it brings its own; the others leave the terminal's."""


def paint_of(look: str, role: str) -> Paint:
    return PAINTS[look].get(role, PAINTS[look]["plain"])


def choose(terminal: Terminal, configured: str, remembered: str | None) -> str:
    """The look to start with. What a person chose on this terminal counts where the configuration says `auto`."""
    if terminal.no_color or not terminal.colours:
        return MONO
    for wanted in (configured, remembered):
        if wanted in offered(terminal):
            return str(wanted)
    if terminal.light:
        return "hc16-light"
    if terminal.colours <= 16 or (terminal.ssh and terminal.colours < 1 << 24):
        return "hc16"
    return "standard"


def offered(terminal: Terminal) -> tuple[str, ...]:
    """The looks there are to choose from."""
    if terminal.no_color or not terminal.colours:
        return (MONO,)
    return LOOKS if terminal.colours > 16 else LOOKS[:2]


def following(terminal: Terminal, current: str) -> str:
    """The look after this one."""
    there = offered(terminal)
    return there[(there.index(current) + 1) % len(there)] if current in there else there[0]
