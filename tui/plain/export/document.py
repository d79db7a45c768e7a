"""A text to be read by people, before it is decided whether as Markdown or as a page."""

from __future__ import annotations

from dataclasses import field
from typing import TypeAlias

from ...domain.agreement import Progress
from ...domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    text: str
    level: int = 2
    """1 is the title of the document itself."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    quoted: bool = False
    """Somebody's own words, lines kept as they were written."""


@dataclass(frozen=True, slots=True)
class Item:
    text: str
    ticked: bool | None = None
    """Done or not; None where there is nothing to tick."""


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of words; every row has as many cells as there are columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """How far a goal has come, with the sentence that says the same."""

    progress: Progress
    words: str


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers over time, oldest first; None is a number nobody reported, never zero."""

    points: tuple[tuple[str, float | None], ...]
    target: float | None = None
    words: str = field(default="")
    """What the series shows, for whoever does not see it."""


Block: TypeAlias = Heading | Paragraph | Items | Grid | Bar | Series


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    title: str
    language: str
    """BCP 47."""
    blocks: tuple[Block, ...]
