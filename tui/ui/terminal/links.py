"""Which addresses may be opened, and whether there is anything here to open them with."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import Final
from urllib.parse import urlsplit, urlunsplit

from .facts import Terminal

_MAIL = re.compile(r"mailto:[^\s@\"'<>?&]+@[^\s@\"'<>?&]+", re.IGNORECASE)
_PHONE = re.compile(r"tel:\+?[0-9()./-]+", re.IGNORECASE)
_UNFIT = re.compile(r"[\x00-\x20\x7f-\xa0\"'<>\\^`{|}]")
OPENERS: Final = {"darwin": "open"}


def safe(address: str) -> str | None:
    """The address as it may be opened, its host in punycode where it is not ASCII; None for any other kind.

    Only http, https, mailto and tel: a remote record chooses the address, and `file:`, `ssh://-o...` and the like run
    things here.
    """
    if _MAIL.fullmatch(address) or _PHONE.fullmatch(address):
        return address
    if _UNFIT.search(address):
        return None
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except ValueError:  # UnicodeError is one
        return None
    if parts.scheme.lower() not in {"http", "https"} or not host or parts.username is not None:
        return None
    return urlunsplit(parts._replace(netloc=f"{host}:{port}" if port else host))


def opener(terminal: Terminal, platform: str) -> str | None:
    """The desktop's own way to open an address; never `webbrowser`, which falls back on browsers in the terminal."""
    return shutil.which(OPENERS.get(platform, "xdg-open")) if terminal.desktop else None


def hand_over(program: str, address: str) -> bool:
    """To the desktop, without waiting and without our terminal; False where it could not be started."""
    try:
        subprocess.Popen(
            [program, address],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return False
    return True
