"""A document as one HTML file that prints: no script, nothing fetched from anywhere, diagrams as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from ...domain.agreement import Progress
from ...present.numbers import number
from .document import Bar, Block, Document, Grid, Heading, Items, Paragraph, Series

_STYLE: Final = """
:root { color-scheme: light; }
body { font: 11pt/1.45 system-ui, sans-serif; color: #111; background: #fff; max-width: 46rem; margin: 2rem auto;
  padding: 0 1rem; }
h1 { font-size: 1.6em; } h2 { font-size: 1.3em; margin-top: 1.8em; border-bottom: 1px solid #767676; }
h3 { font-size: 1.05em; margin-bottom: .2em; }
table { border-collapse: collapse; width: 100%; margin: .6em 0; }
th, td { text-align: left; vertical-align: top; padding: .25em .6em .25em 0; border-bottom: 1px solid #bbb; }
ul { padding-left: 1.3em; } ul.ticks { list-style: none; padding-left: 0; }
blockquote { margin: .4em 0; padding-left: .8em; border-left: 3px solid #767676; white-space: pre-line; }
svg { display: block; max-width: 100%; height: auto; }
p { margin: .4em 0; white-space: pre-line; }
@media print {
  body { margin: 0; max-width: none; font-size: 10pt; }
  h2, h3 { break-after: avoid; } table, svg, li { break-inside: avoid; }
}
"""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
WIDTH, HEIGHT = 400, 16
"""Of a bar, in SVG units."""
SERIES_HEIGHT: Final = 90


def as_page(document: Document) -> bytes:
    """UTF-8. Every text from outside is shown as it is, whatever markup it looks like."""
    body = "\n".join(part for block in document.blocks for part in _parts(block))
    title = escape(document.title)
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(document.language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n<style>{_STYLE}</style>\n'
        f"</head>\n<body>\n<h1>{title}</h1>\n{body}\n</body>\n</html>\n"
    ).encode()


def _parts(block: Block) -> Iterator[str]:
    match block:
        case Heading(text, level):
            yield f"<h{level}>{escape(text)}</h{level}>"
        case Paragraph(text, quoted):
            tag = "blockquote" if quoted else "p"
            yield f"<{tag}>{escape(text)}</{tag}>"
        case Items(items):
            ticks = any(item.ticked is not None for item in items)
            yield '<ul class="ticks">' if ticks else "<ul>"
            yield from (f"<li>{_tick(item.ticked)}{escape(item.text)}</li>" for item in items)
            yield "</ul>"
        case Grid(columns, rows):
            yield f"<table><thead><tr>{''.join(f'<th>{escape(one)}</th>' for one in columns)}</tr></thead><tbody>"
            yield from (f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
            yield "</tbody></table>"
        case Bar(progress, words):
            yield from _bar(progress)
            yield f"<p>{escape(words)}</p>"
        case Series():
            yield from _series(block)


def _tick(ticked: bool | None) -> str:
    return "" if ticked is None else "\u2611 " if ticked else "\u2610 "


def _bar(progress: Progress) -> Iterator[str]:
    """Filled as far as it has come; the line is where the plan is today. The words below say the same."""
    if progress.fraction is None:
        return
    filled = round(min(max(progress.fraction, 0.0), 1.0) * WIDTH)
    marker = ""
    if progress.planned_fraction is not None:
        at = round(min(max(progress.planned_fraction, 0.0), 1.0) * (WIDTH - 2)) + 1
        marker = f'<path d="M{at} 0V{HEIGHT}" stroke="#111" stroke-width="2" stroke-dasharray="3 2"/>'
    yield (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" aria-hidden="true">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#e6e6e6" stroke="#767676"/>'
        f'<rect width="{filled}" height="{HEIGHT}" fill="#35618f"/>{marker}</svg>'
    )


def _series(series: Series) -> Iterator[str]:
    """A line through the reported numbers, broken where one is missing, over a table of them."""
    known = [value for _name, value in series.points if value is not None]
    if len(known) > 1:
        yield _curve(series, known)
    if series.words:
        yield f"<p>{escape(series.words)}</p>"
    names = "".join(f"<th>{escape(name)}</th>" for name, _value in series.points)
    values = "".join(f"<td>{'-' if value is None else escape(number(value))}</td>" for _name, value in series.points)
    yield f"<table><tr>{names}</tr><tr>{values}</tr></table>"


def _curve(series: Series, known: list[float]) -> str:
    top = max([*known, *([series.target] if series.target is not None else [])])
    low = min([0.0, *known])
    reach = (top - low) or 1.0
    step = WIDTH / max(len(series.points) - 1, 1)

    def height(value: float) -> float:
        return round(SERIES_HEIGHT - 6 - (value - low) / reach * (SERIES_HEIGHT - 12), 1)

    path, pen = "", "M"
    dots = ""
    for index, (_name, value) in enumerate(series.points):
        if value is None:
            pen = "M"
            continue
        x = round(min(max(index * step, 4), WIDTH - 4), 1)
        path += f"{pen}{x} {height(value)}"
        dots += f'<circle cx="{x}" cy="{height(value)}" r="3" fill="#35618f"/>'
        pen = "L"
    target = ""
    if series.target is not None:
        y = height(series.target)
        target = f'<path d="M0 {y}H{WIDTH}" stroke="#767676" stroke-dasharray="4 3"/>'
    return (
        f'<svg viewBox="0 0 {WIDTH} {SERIES_HEIGHT}" width="{WIDTH}" height="{SERIES_HEIGHT}" aria-hidden="true">'
        f'{target}<path d="{path}" fill="none" stroke="#35618f" stroke-width="2"/>{dots}</svg>'
    )
