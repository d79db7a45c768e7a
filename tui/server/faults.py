"""What is wrong with a data folder, in words for the person who wrote it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..present.language import _


@dataclass(frozen=True, slots=True)
class FolderFault:
    """One fault: where it is, and what to do about it."""

    path: Path
    line: int | None
    """From 1; None when the fault is about the whole file."""
    key: str
    """Dotted path, array elements counted from 1: `hours.mosjoen.session[2].opens`; empty for the whole file."""
    message: str
    """Whole sentences, in the reader's language."""

    def __str__(self) -> str:
        place = str(self.path)
        if self.line is not None:
            place = _("{path}, line {line}").format(path=place, line=self.line)
        return f"{place}: {self.key}: {self.message}" if self.key else f"{place}: {self.message}"


class FolderBroken(Exception):
    """A data folder that cannot be served; has every fault that was found, in the order of files and lines."""

    def __init__(self, faults: Iterable[FolderFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: (str(fault.path), fault.line or 0, fault.key)))
        super().__init__("\n".join(map(str, self.faults)))


def key_text(path: Sequence[str | int]) -> str:
    """`("a", "b", 0, "c")` as a person reads it: `a.b[1].c`."""
    said = ""
    for part in path:
        if isinstance(part, int):
            said += f"[{part + 1}]"
        else:
            said += f".{part}" if said else part
    return said
