"""Names of municipalities by number.

Source of `municipalities.csv`: Kartverket, administrative units of 2024, CC BY 4.0. Names are as in the source,
which lacks the Sámi names of 1833 Rana and 1845 Sørfold.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("municipalities.csv")


def municipality_name(code: str | None) -> str | None:
    """Official name for a four-digit number (SSB Klass 131), None for a number that is not in use."""
    found = _municipalities().get(code) if code else None
    return found[0] if found else None


def county_of(code: str | None) -> str | None:
    """Official name of the county a municipality lies in, None for a number that is not in use."""
    found = _municipalities().get(code) if code else None
    return found[1] if found else None


@cache
def _municipalities() -> dict[str, tuple[str, str]]:
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {row["code"]: (row["name"], row["county"]) for row in rows}
