"""csv and json: what Excel in Norway and a program make of them."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.plain.export.spreadsheet import as_csv, as_json, harmless
from tui.plain.export.table import Cell, Column, Table
from tui.present import language


def table(*cells: Cell) -> Table:
    return Table(name="t", columns=(Column(key="value", title="Name"),), rows=tuple((cell,) for cell in cells))


def read(written: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_numbers_and_dates_are_norwegian() -> None:
    cells = read(as_csv(table(19.8, 12, date(2026, 11, 3), datetime(2026, 11, 3, 9, 5, tzinfo=UTC), None, -2.5)))
    assert [row[0] for row in cells[1:]] == ["19,8", "12", "03.11.2026", "03.11.2026 10:05", "", "-2,5"]


def test_headings_are_in_the_readers_language() -> None:
    language.use("nb")
    assert read(as_csv(table()))[0] == ["Navn"]


def test_it_begins_with_a_byte_order_mark_and_ends_lines_as_excel_does() -> None:
    written = as_csv(table("Tromsø; Åsgård", 'sa "hei"', "to\nlinjer"))
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.endswith(b"\r\n")
    assert [row[0] for row in read(written)[1:]] == ["Tromsø; Åsgård", 'sa "hei"', "to\nlinjer"]


@pytest.mark.parametrize(
    "text", ["=1+1", "+4799999999", "-1", "@SUM(A1)", "\t=1", "  =cmd|' /C calc'!A0", "'=1", "＝1", "\r=1", "|x"]
)
def test_no_text_is_a_formula(text: str) -> None:
    assert harmless(text) == "'" + text
    assert read(as_csv(table(text)))[1] == ["'" + text]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_every_text_comes_back(text: str) -> None:
    (cell,) = read(as_csv(table(text, "x")))[1] or [""]
    assert cell in {text, "'" + text}
    assert cell.lstrip(' "\u00a0')[:1] not in tuple("=+-@\t\r\n|%")


def test_json_keeps_types() -> None:
    assert json.loads(as_json(table(19.8, None, date(2026, 11, 3), "=1+1"))) == [
        {"value": 19.8},
        {"value": None},
        {"value": "2026-11-03"},
        {"value": "=1+1"},
    ]
