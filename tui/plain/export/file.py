"""Files for people to take along: private, complete or not there at all, and never in the place of another."""

from __future__ import annotations

import os
import re
import unicodedata
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from ...domain.collation import fold
from ...domain.errors import CannotWrite

MOST: Final = 1000
"""Files of one name and day."""
_NAME: Final = re.compile(r"[^a-z0-9]+")
_SPELLED: Final = {"æ": "ae", "ø": "oe", "å": "aa"}
"""As in passports (ICAO 9303): without its ring `mål` is another word."""


def file_name(what: str, day: date, about: str = "") -> str:
    """`samspill-referat-brua-moeteplass-2026-11-23`: letters every system and every mail program takes."""
    words = [_NAME.sub("-", _spelled(part)).strip("-")[:60] for part in (what, about)]
    return "-".join(["samspill", *(word for word in words if word), day.isoformat()])


def _spelled(text: str) -> str:
    return "".join(_SPELLED.get(one) or fold(one) for one in unicodedata.normalize("NFC", text).lower())


def write(folder: Path, name: str, suffix: str, content: bytes) -> Path:
    """A new file (0600); where there is one of that name already, `name-2` and so on. Raises CannotWrite."""
    for number in range(1, MOST + 1):
        path = folder / (f"{name}.{suffix}" if number == 1 else f"{name}-{number}.{suffix}")
        try:
            write_new(path, content)
        except FileExistsError:
            continue
        return path
    raise CannotWrite(folder / f"{name}.{suffix}", "")


def write_new(path: Path, content: bytes) -> None:
    """A file (0600) where there is none of that name. Raises FileExistsError and CannotWrite."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise
    except OSError as error:
        raise CannotWrite(path.parent, error.strerror or "") from error
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise CannotWrite(path, error.strerror or "") from error
