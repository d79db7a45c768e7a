"""csv as a Norwegian Excel opens it by a double click, and json for programs (RFC 4180, RFC 8259)."""

from __future__ import annotations

import codecs
import csv
import io
import json
from datetime import date, datetime
from typing import Final

from ...present import dates
from ...present.language import _
from .choice import Made
from .table import Cell, Table

SEPARATOR: Final = ";"
_FORMULA: Final = "=+-@\t\r\n|%＝＋－＠"
"""A cell that begins with one of these may be carried out instead of shown (OWASP, "CSV Injection")."""


def as_csv(table: Table) -> bytes:
    """UTF-8 with byte order mark, semicolons, decimal comma, dates as 23.11.2026 and moments by Norwegian time."""
    text = io.StringIO(newline="")
    lines = csv.writer(text, delimiter=SEPARATOR, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    lines.writerow([_(column.title) for column in table.columns])
    lines.writerows([_shown(cell) for cell in row] for row in table.rows)
    return codecs.BOM_UTF8 + text.getvalue().encode()


def as_json(table: Table, made: Made | None = None) -> bytes:
    """A list of objects; numbers as numbers, dates and moments in ISO 8601, null for what is not stated.

    With `made` an object that has them as `rows` and says how old they are.
    """
    keys = [column.key for column in table.columns]
    objects = (dict(zip(keys, map(_plain, row), strict=True)) for row in table.rows)
    rows = "[\n" + ",\n".join(json.dumps(one, ensure_ascii=False) for one in objects) + "\n]"
    if made is None:
        return (rows + "\n").encode()
    head = {"name": table.name, "made_at": made.at.isoformat(), "fetched_at": _plain(made.fetched)}
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "rows": {rows}}}\n'.encode()


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes in front where it could be one."""
    start = text.lstrip(" \"'\u00a0")[:1]
    return "'" + text if start and start in _FORMULA else text


def _shown(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool() | int():
            return str(cell)
        case float():
            return f"{cell:.10g}".replace(".", ",")
        case datetime():
            return f"{dates.local(cell):%d.%m.%Y %H:%M}"
        case date():
            return f"{cell:%d.%m.%Y}"
        case _:
            return harmless(cell)


def _plain(cell: Cell) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell
