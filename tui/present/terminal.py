"""What is known of the terminal, and the line that says it."""

from __future__ import annotations

from datetime import timedelta

from ..domain.values import dataclass
from .language import N_, _
from .numbers import size as size_words

FULL_COLOUR = 1 << 24

_ROUTES = {
    "tmux": N_("tmux"),
    "screen-dcs": N_("the terminal, through screen"),
    "osc52": N_("the terminal"),
    "screen": N_("a page of plain text"),
    "file": N_("a file"),
}
"""Way of copying -> where it goes, in words."""
_LOOKS = {
    "hc16": N_("16 colours on a dark ground"),
    "hc16-light": N_("16 colours on a light ground"),
    "standard": N_("full colour"),
    "mono": N_("none, as NO_COLOR or the terminal says"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalFacts:
    """The terminal as this run of the program sees it."""

    size: tuple[int, int]
    """Columns and rows."""
    term: str
    """The environment's TERM; empty where it says nothing."""
    colours: int
    """0, 16, 256 or 2 to the 24th."""
    encoding: str
    mouse: bool
    copy_route: str
    """How `y` copies: tmux, screen-dcs, osc52, screen (a page of plain text) or file."""
    theme: str
    bytes_sent: int
    """By the program to the terminal, so far."""
    round_trip: timedelta | None = None
    """How long the terminal took to answer; None: not measured, or no answer."""


def line(facts: TerminalFacts) -> str:
    """`xterm 80x24, 16 colours (hc16), UTF-8, mouse off, copies to the terminal, 14 kB sent, answer in 40 ms`."""
    columns, rows = facts.size
    parts = [
        f"{facts.term or _('unknown')} {columns}x{rows}",
        f"{colours(facts.colours)} ({facts.theme})",
        facts.encoding.upper(),
        _("mouse on") if facts.mouse else _("mouse off"),
        _("copies to {place}").format(place=_(_ROUTES[facts.copy_route])),
        _("{size} sent").format(size=size_words(facts.bytes_sent)),
    ]
    if facts.round_trip is not None:
        parts.append(_("answers in {number} ms").format(number=round(facts.round_trip / timedelta(milliseconds=1))))
    return ", ".join(parts)


def colours(count: int) -> str:
    if not count:
        return _("no colours")
    return _("full colour") if count >= FULL_COLOUR else _("{count} colours").format(count=count)


def look(name: str) -> str:
    """Which colours are in use now."""
    return _("Colours: {look}.").format(look=_(_LOOKS[name]))


def too_small(columns: int, rows: int, least: tuple[int, int]) -> tuple[str, ...]:
    """What is said where there is no room for the screen."""
    return (
        _("Too small: {columns}x{rows}.").format(columns=columns, rows=rows),
        _("Samspill needs {columns}x{rows}.").format(columns=least[0], rows=least[1]),
        _("Make the window larger, or"),
        _("press q and run samspill status"),
        _("for the same as plain text."),
    )
