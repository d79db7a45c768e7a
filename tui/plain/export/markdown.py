"""A document as Markdown (CommonMark, tables and ticks as GitHub has them)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ...present import agreement as agreement_words
from ...present.numbers import number
from .document import Bar, Block, Document, Grid, Heading, Items, Paragraph, Series

BAR: Final = 22
"""Columns of a bar."""
_MARKUP: Final = re.compile(r"([\\`*_\[\]<>|~])")
_LINE_START: Final = re.compile(r"^(\s*)([-+#=>]|\d+(?=[.)]))", re.MULTILINE)


def as_markdown(document: Document) -> bytes:
    """UTF-8. Nothing in a text from outside is taken for markup."""
    lines = [f"# {escaped(document.title)}"]
    for block in document.blocks:
        lines += ["", *_lines(block)]
    return ("\n".join(lines) + "\n").encode()


def escaped(text: str) -> str:
    """The text as a reader of Markdown will show it, character for character."""
    return _LINE_START.sub(_guarded, _MARKUP.sub(r"\\\1", text)).replace("&", "&amp;")


def _guarded(found: re.Match[str]) -> str:
    space, mark = found.groups()
    return f"{space}{mark}\\" if mark.isdigit() else f"{space}\\{mark}"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"{'#' * level} {escaped(text)}"
        case Paragraph(text, quoted):
            kept = "\\\n".join(escaped(line) for line in text.splitlines() if line.strip() or not quoted)
            yield from (f"> {line}" if quoted else line for line in kept.splitlines())
        case Items(items):
            for item in items:
                tick = "" if item.ticked is None else "[x] " if item.ticked else "[ ] "
                yield f"- {tick}{escaped(' '.join(item.text.split()))}"
        case Grid(columns, rows):
            yield _row(columns)
            yield _row(("---",) * len(columns), raw=True)
            yield from (_row(row) for row in rows)
        case Bar(progress, words):
            drawn = agreement_words.bar(progress, BAR)
            yield f"`{drawn}` {escaped(words)}" if drawn else escaped(words)
        case Series(points, _target, words):
            if words:
                yield escaped(words)
                yield ""
            for name, value in points:
                yield f"- {escaped(name)}: {'-' if value is None else number(value)}"


def _row(cells: tuple[str, ...], *, raw: bool = False) -> str:
    shown = cells if raw else tuple(escaped(" ".join(cell.split())) for cell in cells)
    return f"| {' | '.join(shown)} |"
