"""The first screen, kept from the last time: in sight before anything is loaded that could make it anew.

Reading the settings, opening the copy and laying out the first frame take a tenth of a second. So when the app is left
it draws the frames of the hours and mornings to come, without what time will have changed in them, and puts them in a
file beside the copy. A start begins by looking here: where nothing they were made of has changed - the same words on
the command line, the same terminal, the same files - the one of this hour is shown. The frame proper is laid out and
drawn over it as ever, and sends the lines in which it differs.

Loads nothing that takes time: neither `pathlib` nor `typing`, and no other part of the program but raw mode.
"""

from __future__ import annotations

import os
import sys
import time

from . import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

NAME = "glance"
"""The file, in the folder of a profile's local copy."""
LIMIT = 256 * 1024
"""Bytes; a larger file was not written here."""
SAYS = (
    "HOME", "SAMSPILL_HOME", "SAMSPILL_CONFIG", "SAMSPILL_TERMINAL_MODES", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
    "XDG_STATE_HOME", "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LANG", "PYTHONIOENCODING", "PYTHONUTF8", "TERM",
    "TERM_PROGRAM", "COLORTERM", "COLORFGBG", "NO_COLOR",
)  # fmt: skip
"""Variables of the environment whose values decide what is drawn."""
IS_SET = ("TMUX", "STY", "SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY", "DISPLAY", "WAYLAND_DISPLAY")
"""Those of which it only counts whether they say anything: they are others at every login."""
_PART, _ITEM = b"\x1e", b"\x1f"
"""RECORD SEPARATOR and UNIT SEPARATOR of ASCII: nothing that is drawn has them, as text is cleaned of controls."""
_MISSING = b"\0-"


class Frame:
    """A screen that holds for a while."""

    def __init__(self, begins: float, ends: float, cursor: tuple[int, int], lines: Sequence[bytes]) -> None:
        """`begins` and `ends` are seconds since 1970; the end is not part of it."""
        self.begins, self.ends = begins, ends
        self.cursor = cursor
        self.lines = tuple(lines)


class Glance:
    """A screen that is shown, on a terminal that was taken for it."""

    def __init__(self, before: list[Any], size: tuple[int, int], lines: Sequence[bytes], sent: int) -> None:
        self.before = before
        """How the terminal was."""
        self.size, self.lines, self.sent = size, lines, sent

    def give_back(self) -> None:
        """The terminal as it was."""
        from .raw import give_back

        give_back(0, 1, self.before, drawn=True)


def take_a_glance(words: Sequence[str]) -> Glance | None:
    """Show the screen this command line will open on, if there is one that holds; None where it cannot be known."""
    size = _terminal_size()
    folder = folder_of(os.environ)
    if size is None or not os.path.isabs(folder):
        return None
    try:
        profiles = sorted(os.listdir(folder))
    except OSError:
        return None
    asked = _asked(words, os.environ, size)
    for profile in profiles:
        frame = _frame_in(os.path.join(folder, profile, NAME), asked, time.time())
        if frame is not None:
            return _shown(frame, size)
    return None


def keep(
    file: str, words: Sequence[str], environ: Mapping[str, str], size: tuple[int, int],
    made_of: Iterable[str], frames: Iterable[Frame],
) -> None:  # fmt: skip
    """Put frames aside for a start with these words on such a terminal, until one of the files `made_of` changes.

    To be called when nobody writes to them any more. Without frames, and where there is no place, nothing is kept.
    """
    frames = list(frames)
    parts = [_asked(words, environ, size), _ITEM.join(_as_it_is(one) for one in made_of)]
    for one in frames:
        head = b"%d %d %d %d" % (one.begins, one.ends, *one.cursor)
        parts.append(b"\n".join([head, *one.lines]))
    try:
        forget(file)
        if not frames:
            return
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(_PART.join(parts))
    except OSError:
        return


def forget(file: str) -> None:
    """Nothing is kept any more. Raises OSError where it cannot be removed."""
    try:
        os.unlink(file)
    except FileNotFoundError:
        return


def folder_of(environ: Mapping[str, str]) -> str:
    """Where local copies are, by the rules `paths` has from a library that takes longer to load than all of this.

    A guess: whoever keeps a glance asks whether it is right (see `paths`).
    """
    home = environ.get("SAMSPILL_HOME")
    if home:
        return os.path.join(os.path.abspath(os.path.expanduser(home)), "cache")
    if sys.platform == "darwin":
        return os.path.expanduser("~/Library/Caches/samspill")
    caches = environ.get("XDG_CACHE_HOME", "").strip() or os.path.expanduser("~/.cache")
    return os.path.join(caches, "samspill")


def _terminal_size() -> tuple[int, int] | None:
    """Of the terminal that is both input and output; None where it is not."""
    try:
        if not (os.isatty(0) and os.isatty(1)):
            return None
        columns, rows = os.get_terminal_size(1)
    except OSError:
        return None
    return columns, rows


def _asked(words: Sequence[str], environ: Mapping[str, str], size: tuple[int, int]) -> bytes:
    """Everything a frame is made of that is in no file."""
    values = [f"{name}={environ.get(name)}" for name in SAYS]
    values += [f"{name}={bool(environ.get(name))}" for name in IS_SET]
    values += [__version__, sys.version, f"{size}", *words]
    return _ITEM.join(os.fsencode(one) for one in values)


def _as_it_is(file: str) -> bytes:
    """A file by what changes whenever its content does."""
    try:
        found = os.stat(file)
    except OSError:
        return os.fsencode(file) + _MISSING
    return b"%b\0%d %d %d" % (os.fsencode(file), found.st_ino, found.st_size, found.st_mtime_ns)


def _frame_in(file: str, asked: bytes, now: float) -> Frame | None:
    """The frame in a file that answers what is asked and holds now."""
    try:
        with open(file, "rb") as opened:
            if os.fstat(opened.fileno()).st_uid != os.getuid():
                return None
            first, made_of, *frames = opened.read(LIMIT).split(_PART)
        if first != asked or any(_as_it_is(_name_of(one)) != one for one in made_of.split(_ITEM)):
            return None
        for one in frames:
            head, *lines = one.split(b"\n")
            begins, ends, column, row = map(int, head.split())
            if begins <= now < ends:
                return Frame(begins, ends, (column, row), lines)
    except (OSError, ValueError):
        return None
    return None


def _name_of(file_as_it_was: bytes) -> str:
    return os.fsdecode(file_as_it_was.partition(b"\0")[0])


def _shown(frame: Frame, size: tuple[int, int]) -> Glance | None:
    import termios

    from .raw import TAKE, make_raw, placed, write_all

    try:
        before = make_raw(0)
    except termios.error:
        return None
    try:
        sent = write_all(1, TAKE + placed(enumerate(frame.lines), frame.cursor))
    except OSError:  # the line is gone, which the app will hear of too
        sent = 0
    return Glance(before, size, frame.lines, sent)
