"""Ways to copy out of a terminal, the surest first. None of them can tell whether anything arrived.

OSC 52 is from xterm's control sequences; that PuTTY ignores it, and what tmux and screen let through, was measured.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from .facts import Terminal

Route = Literal["tmux", "screen-dcs", "osc52", "screen", "file"]

MOST_ENCODED: Final = 74_994
"""Characters of base64 that every terminal with OSC 52 takes (the limit k9s found)."""
SCREEN_CHUNK: Final = 240
"""Bytes GNU screen passes through in one string; its oldest versions stop at 256."""
TMUX_SECONDS: Final = 3
PUTTY: Final = re.compile(r"\x1b\[>0;136;")
"""PuTTY's answer to a secondary device attributes request (DA2)."""


def route(terminal: Terminal, configured: str, identity: str | None, *, tmux: bool) -> Route:
    """`identity`: its answer to DA2, None while it has not answered; `tmux`: the command is there and new enough."""
    if configured == "osc52":
        return "screen-dcs" if terminal.screen else "osc52"
    if configured in {"screen", "file", "tmux"}:
        return configured  # type: ignore[return-value] # one of the three
    if terminal.tmux:
        return "tmux" if tmux else "screen"
    if terminal.screen:
        return "screen-dcs"
    if terminal.console or not identity or PUTTY.match(identity):
        return "screen"
    return "osc52"


def tmux_ready(environ_path: str | None = None) -> bool:
    """Is there a tmux that hands its buffer on to the terminal (3.2, `load-buffer -w`)?"""
    if shutil.which("tmux", path=environ_path) is None:
        return False
    try:
        said = subprocess.run(["tmux", "-V"], capture_output=True, text=True, timeout=TMUX_SECONDS, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return False
    found = re.search(r"(\d+)\.(\d+)", said)
    return "master" in said or (found is not None and (int(found[1]), int(found[2])) >= (3, 2))


def to_tmux(text: str) -> bool:
    """Into tmux's buffer and on to the terminal it runs in; False where it refused."""
    command = ["tmux", "load-buffer", "-w", "-"]
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=TMUX_SECONDS, check=False)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def osc52(text: str, *, through_screen: bool = False) -> str | None:
    """The sequence that asks a terminal to take a text; None where it is longer than terminals take."""
    encoded = base64.b64encode(text.encode()).decode("ascii")
    if len(encoded) > MOST_ENCODED:
        return None
    whole = f"\x1b]52;c;{encoded}\x07"
    if not through_screen:
        return whole
    pieces = (whole[at : at + SCREEN_CHUNK] for at in range(0, len(whole), SCREEN_CHUNK))
    return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)


def to_file(text: str, file: Path) -> None:
    """Replaces the file (0600). Raises OSError."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".clipboard-")  # 0600
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text + "\n")
        Path(name).replace(file)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def page(lines: Sequence[str], last: str) -> str:
    """Clean lines without borders, as they come out of a selection with the mouse."""
    return "\r\n".join(["", *lines, "", last, ""])
