"""Numbers as they are written in the reader's language."""

from __future__ import annotations

import re
from typing import Final

from .language import SOURCE, current

_GROUPS: Final = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
_NO_BREAK: Final = "\u00a0"


def number(value: float) -> str:
    """`19,8`, at most two decimals; from five digits on in groups of three."""
    whole, _point, decimals = f"{value:.2f}".partition(".")
    decimals = decimals.rstrip("0")
    if len(whole.lstrip("-")) > 4:
        whole = _GROUPS.sub(_NO_BREAK, whole)
    if whole == "-0" and not decimals:
        whole = "0"
    mark = "." if current() == SOURCE else ","
    return whole + mark + decimals if decimals else whole


def size(count: int) -> str:
    """`3,1 MB`, in powers of ten."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= factor:
            return f"{number(round(count / factor, 1))} {unit}"
    return f"{count} B"
