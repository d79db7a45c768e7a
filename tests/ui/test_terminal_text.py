"""What leaves and enters a terminal, without one: drawable characters, keys from bytes, colours by palette."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.color import Color
from rich.color_triplet import ColorTriplet

from tests.running import ROOT
from tui.present.terminal import FULL_COLOUR
from tui.ui import strips
from tui.ui.ink import Role
from tui.ui.terminal.ascii import ERRORS, Drawable, closest
from tui.ui.terminal.colours import LOOKS, MONO, PAINTS, Paint, choose, following, offered
from tui.ui.terminal.facts import Terminal, encoding, terminal
from tui.ui.terminal.keystream import Answer, Escape, Keys, KeyStream, Piece

# -- characters ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "ascii_only", "latin1", "console"),
    [
        ("Ås frivilligsentral", "As frivilligsentral", "Ås frivilligsentral", "Ås frivilligsentral"),
        ("│ ─ ┌ ┼ ║", "| - + + |", "| - + + |", "| - + + |"),
        ("↓ ↑ → ←", "v ^ > <", "v ^ > <", "v ^ > <"),
        ("10–12 — «møte» “nå” ’s", '10-12 - "mote" "na" \'s', '10-12 - «møte» "nå" \'s', '10-12 - "møte" "nå" \'s'),
        ("• …", "* .", "* .", "* ."),
        ("café Æresgården", "cafe Aresgarden", "café Æresgården", "cafe Æresgården"),
        ("Kárášjohka", "Karasjohka", "Kárásjohka", "Karasjohka"),
        ("中x", "??x", "??x", "??x"),
    ],
)
def test_what_cannot_be_drawn_is_replaced_cell_for_cell(text: str, ascii_only: str, latin1: str, console: str) -> None:
    assert text.translate(Drawable("ascii", console=False)) == ascii_only
    assert text.translate(Drawable("latin-1", console=False)) == latin1
    assert text.translate(Drawable("utf-8", console=True)) == console


@given(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co", "Cf", "Zl", "Zp"]))
def test_a_replacement_is_ascii_and_as_wide(character: str) -> None:
    found = closest(character)
    assert found.isascii()
    if unicodedata.category(character) not in {"Mn", "Me", "Mc", "Lm", "Lo", "So", "Sk"}:  # terminals differ over these
        assert len(found) == cell_len(character)


def test_plain_output_has_no_escapes_of_python() -> None:
    assert "Ås → nå │".encode("ascii", ERRORS) == b"As > na |"
    assert "Ås → nå │".encode("latin-1", ERRORS) == "Ås > nå |".encode("latin-1")


# -- keys ----------------------------------------------------------------------------------------------------

ESCAPE = Escape()


def heard(*reads: bytes, rest: bool = True, asked: bool = False) -> list[Piece]:
    stream = KeyStream()
    stream.asked = asked
    found = [piece for data in reads for piece in stream.feed(data)]
    return found + (stream.rest() if rest else [])


@pytest.mark.parametrize(
    ("reads", "pieces"),
    [
        ((b"\xf8",), [Keys("ø")]),
        ((b"Troms\xf8 \xc5s",), [Keys("Tromsø Ås")]),
        ((b"\xe5",), [Keys("å")]),
        ((b"\xc3", b"\xb8"), [Keys("ø")]),
        ((b"\xe2\x82", b"\xac"), [Keys("€")]),
        (("blåbær".encode(),), [Keys("blåbær")]),
        ((b"\x1b",), [ESCAPE]),
        ((b"\x1bj",), [ESCAPE, Keys("j")]),
        ((b"\x1b", b"j"), [ESCAPE, Keys("j")]),
        ((b"\x1b/",), [ESCAPE, Keys("/")]),
        ((b"\x1b\xc3\xb8",), [ESCAPE, Keys("ø")]),
        ((b"\x1b\x1b[B",), [ESCAPE, Keys("\x1b[B")]),
        ((b"\x1b[B",), [Keys("\x1b[B")]),
        ((b"\x1b", b"[B"), [Keys("\x1b[B")]),
        ((b"jj\x1bOPk",), [Keys("jj"), Keys("\x1bOPk")]),
        ((b"\x1b[1;2R",), [Keys("\x1b[1;2R")]),
    ],
)
def test_bytes_become_keys(reads: tuple[bytes, ...], pieces: list[Piece]) -> None:
    assert heard(*reads) == pieces


def test_half_a_character_waits_for_the_other_half() -> None:
    assert heard(b"\xc3", rest=False) == []
    assert heard(b"\x1b", rest=False) == []


def test_a_paste_is_passed_on_as_it_is() -> None:
    pasted = heard(b"\x1b[200~a\x1bj\x1b[B", b"b\x1b[20", b"1~\x1bk")
    assert "".join(one.text for one in pasted if isinstance(one, Keys)) == "\x1b[200~a\x1bj\x1b[Bb\x1b[201~k"
    assert pasted[-2:] == [ESCAPE, Keys("k")]
    assert pasted.count(ESCAPE) == 1


@pytest.mark.parametrize("reads", [(b"j\x1b[>0;136;0c\x1b[5;1Rk",), (b"j\x1b[>0;1", b"36;0c\x1b", b"[5;1", b"Rk")])
def test_answers_are_told_from_keys_once_they_are_asked_for(reads: tuple[bytes, ...]) -> None:
    wanted = [Keys("j"), Answer("\x1b[>0;136;0c"), Answer("\x1b[5;1R"), Keys("k")]
    assert heard(*reads, asked=True) == wanted


@given(st.lists(st.binary(max_size=12), max_size=6))
def test_no_bytes_are_too_much(reads: list[bytes]) -> None:
    stream = KeyStream()
    for data in reads:
        stream.feed(data)
    stream.rest()
    assert stream.rest() == []


# -- colours -------------------------------------------------------------------------------------------------

NAMES = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
PALETTES = {
    # PuTTY 0.78 (conf.h and the default session): ANSI colours of windows/defaults
    "putty": "000000 bb0000 00bb00 bbbb00 0000bb bb00bb 00bbbb bbbbbb 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff "
    "ffffff",
    # IBM VGA text mode, and the Linux console (drivers/tty/vt/vt.c, default_red/grn/blu)
    "vga": "000000 aa0000 00aa00 aa5500 0000aa aa00aa 00aaaa aaaaaa 555555 ff5555 55ff55 ffff55 5555ff ff55ff 55ffff "
    "ffffff",
    # Windows Terminal and console, colour scheme Campbell (Microsoft, "Updating the Windows Console Colors", 2017)
    "windows": "0c0c0c c50f1f 13a10e c19c00 0037da 881798 3a96dd cccccc 767676 e74856 16c60c f9f1a5 3b78ff b4009e "
    "61d6d6 f2f2f2",
}


def palette(name: str) -> dict[str, ColorTriplet]:
    values = [ColorTriplet(*bytes.fromhex(one)) for one in PALETTES[name].split()]
    return dict(zip([*NAMES, *(f"bright_{one}" for one in NAMES)], values, strict=True))


def luminance(colour: ColorTriplet) -> float:
    """Relative luminance (WCAG 2.1)."""
    parts = [one / 255 for one in colour]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: ColorTriplet, other: ColorTriplet) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def drawn(paint: Paint, colours: dict[str, ColorTriplet], ground: str, text: str) -> list[tuple[ColorTriplet, ...]]:
    """Every pair a terminal may make of it: bold is brighter in some, and not in others."""

    def shown(name: str | None, default: str) -> ColorTriplet:
        name = name or default
        return colours[name] if name in colours else Color.parse(name).get_truecolor()

    pairs = [(shown(paint.fg, text), shown(paint.bg, ground))]
    if paint.bold and paint.fg is None:
        pairs.append((colours["bright_white" if text == "white" else "black"], shown(paint.bg, ground)))
    if paint.bold and f"bright_{paint.fg}" in colours:
        pairs.append((colours[f"bright_{paint.fg}"], shown(paint.bg, ground)))
    return pairs  # type: ignore[return-value]


@pytest.mark.parametrize("name", PALETTES)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize(
    ("look", "ground", "text"),
    [("hc16", "black", "white"), ("hc16-light", "bright_white", "black"), ("standard", "black", "white"),
     (MONO, "black", "white"), (MONO, "bright_white", "black")],
)  # fmt: skip
def test_everything_can_be_read_in_every_palette(look: str, ground: str, text: str, role: Role, name: str) -> None:
    paint = PAINTS[look].get(role.value, PAINTS[look]["plain"])
    for one, other in drawn(paint, palette(name), ground, text):
        assert contrast(one, other) >= 4.5


def test_the_measure_of_contrast_can_fail() -> None:
    assert contrast(palette("putty")["blue"], palette("putty")["black"]) == pytest.approx(1.7, abs=0.1)
    assert contrast(ColorTriplet(0, 0, 0), ColorTriplet(255, 255, 255)) == pytest.approx(21)


def test_a_look_is_put_on_and_off() -> None:
    strips.use("standard")
    standard = dict(strips.STYLES)
    strips.use("hc16")
    assert set(strips.STYLES) == set(standard) == set(Role)
    assert strips.STYLES[Role.ALARM] != standard[Role.ALARM]
    assert strips.STYLES[Role.PLAIN].color is None


@pytest.mark.parametrize(
    ("environ", "configured", "remembered", "look"),
    [
        ({"TERM": "xterm"}, "auto", None, "hc16"),
        ({"TERM": "xterm-256color"}, "auto", None, "standard"),
        ({"TERM": "xterm-256color", "SSH_CONNECTION": "1 2 3 4"}, "auto", None, "hc16"),
        ({"TERM": "xterm-256color", "SSH_CONNECTION": "1", "COLORTERM": "truecolor"}, "auto", None, "standard"),
        ({"TERM": "rxvt", "COLORFGBG": "0;15"}, "auto", None, "hc16-light"),
        ({"TERM": "rxvt", "COLORFGBG": "15;default;0"}, "auto", None, "hc16"),
        ({"TERM": "xterm-256color"}, "hc16-light", "standard", "hc16-light"),
        ({"TERM": "xterm-256color"}, "auto", "hc16-light", "hc16-light"),
        ({"TERM": "xterm"}, "standard", None, "hc16"),
        ({"TERM": "xterm"}, "auto", "gone", "hc16"),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "standard", "hc16", MONO),
        ({"TERM": "xterm", "NO_COLOR": ""}, "auto", None, "hc16"),
        ({"TERM": "vt220"}, "hc16", None, MONO),
        ({}, "auto", None, "hc16"),
    ],
)
def test_the_look_fits_the_terminal(
    environ: dict[str, str], configured: str, remembered: str | None, look: str
) -> None:
    assert choose(terminal(environ, "utf-8", "linux"), configured, remembered) == look


def test_the_next_look_goes_round() -> None:
    full = terminal({"TERM": "xterm-256color"}, "utf-8", "linux")
    assert [following(full, look) for look in LOOKS] == ["hc16-light", "standard", "hc16"]
    assert following(terminal({"TERM": "xterm"}, "utf-8", "linux"), "hc16-light") == "hc16"
    assert offered(terminal({"NO_COLOR": "1"}, "utf-8", "linux")) == (MONO,)


# -- the environment -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("environ", "stream", "found"),
    [
        ({}, "utf-8", "utf-8"),
        ({"LANG": "nb_NO.UTF-8"}, "utf-8", "utf-8"),
        ({"LANG": "nb_NO.ISO-8859-1"}, "utf-8", "iso8859-1"),
        ({"LC_ALL": "nb_NO.ISO-8859-15@euro", "LANG": "nb_NO.UTF-8"}, "utf-8", "iso8859-15"),
        ({"LANG": "C"}, "utf-8", "utf-8"),
        ({"LANG": "nb_NO.nonsense"}, "ascii", "ascii"),
        ({"LANG": "nb_NO.UTF-8", "PYTHONIOENCODING": "latin-1"}, "latin-1", "iso8859-1"),
    ],
)
def test_what_the_terminal_reads(environ: dict[str, str], stream: str, found: str) -> None:
    assert encoding(environ, stream) == found


@pytest.mark.parametrize(
    ("environ", "colours", "says"),
    [
        ({"TERM": "linux"}, 16, {"console"}),
        ({"TERM": "vt100"}, 0, {"console"}),
        ({"TERM": "xterm", "COLORTERM": "truecolor"}, FULL_COLOUR, set()),
        ({"TERM": "tmux-256color", "TMUX": "/x,1,0", "STY": "1.x"}, 256, {"tmux"}),
        ({"TERM": "screen", "STY": "1.x"}, 16, {"screen"}),
        ({"TERM": "screen", "TMUX": "/x,1,0"}, 16, {"tmux"}),
        ({"TERM": "xterm", "DISPLAY": ":0"}, 16, {"desktop"}),
        ({"TERM": "xterm", "DISPLAY": ":0", "SSH_CONNECTION": "1 2 3 4"}, 16, {"ssh"}),
        ({"TERM": "xterm", "SAMSPILL_TERMINAL_MODES": "kitty, resize"}, 16, {"kitty", "resize_reports"}),
    ],
)
def test_what_the_environment_tells(environ: dict[str, str], colours: int, says: set[str]) -> None:
    found: Terminal = terminal(environ, "utf-8", "linux")
    known = ("console", "tmux", "screen", "desktop", "ssh", "kitty", "resize_reports")
    assert {one for one in known if getattr(found, one)} == says
    assert found.colours == colours


def test_the_terminal_is_known_without_textual() -> None:
    """So that a first picture can be drawn before Textual is there."""
    modules = ("ascii", "clipboard", "colours", "facts", "keystream", "links", "writer")
    code = "import sys; " + "; ".join(f"import tui.ui.terminal.{one}" for one in modules)
    loaded = subprocess.run(
        [sys.executable, "-c", f"{code}; print(*sys.modules)"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert {"tui.ui.terminal.facts", *(f"tui.ui.terminal.{one}" for one in modules)} <= set(loaded)
    assert {"textual", "rich", "httpx"} & set(loaded) == set()
