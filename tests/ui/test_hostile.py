"""Text that got past everything, in every field there is: no pane lets it speak to the terminal."""

from __future__ import annotations

import re
import types
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, date, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from tests.storage.copies import load
from tests.terminal import Terminal
from tui.api.source import Record, Value
from tui.domain.agreement import Agreement
from tui.domain.errors import BadResponse, BadResponseReason
from tui.domain.freshness import Collection
from tui.domain.partner import Partner
from tui.domain.schedule import OfficeHours
from tui.storage.cache import Cache

from .test_terminal import FORBIDDEN, HOSTILE, PANES, home_with, over_ssh

WORSE = (
    *HOSTILE,
    "Åpent [man-fre] 09:00",
    "[bold",
    "[/b]",
    "javascript:alert(1)",
    "ssh://-oProxyCommand=x/",
    "\x00nul",
    "\x1bP1;2q\x1b\\ \x1b_x\x1b\\ \x1b^y\x1b\\",
)
SAMPLES: dict[type, object] = {
    bool: True,
    int: 1,
    float: 2.0,
    date: date(2026, 11, 23),
    time: time(10),
    datetime: datetime(2026, 11, 23, tzinfo=UTC),
}
ROOTS: dict[Collection, type[Any]] = {
    Collection.PARTNERS: Partner,
    Collection.HOURS: OfficeHours,
    Collection.AGREEMENTS: Agreement,
}


def bare(hint: Any) -> Any:
    """The type itself where it may also be None."""
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (one for one in get_args(hint) if one is not type(None))
    return hint


def filled(hint: Any, text: str) -> Any:
    """A value of a type with the text in every string of it, at any depth."""
    kind = bare(hint)
    if get_origin(kind) is tuple:
        return (filled(get_args(kind)[0], text),)
    if is_dataclass(kind):
        assert isinstance(kind, type)
        hints = get_type_hints(kind)
        return kind(**{one.name: filled(hints[one.name], text) for one in fields(kind)})
    if issubclass(kind, Enum):
        return next(iter(kind))
    return text if kind is str else SAMPLES[kind]


def string_fields(hint: Any) -> set[str]:
    """`Class.field` of every string a record of this type can hold."""
    kind = bare(hint)
    if get_origin(kind) is tuple:
        return string_fields(get_args(kind)[0])
    if not is_dataclass(kind):
        return set()
    assert isinstance(kind, type)
    found = set()
    for name, inner in get_type_hints(kind).items():
        plain = bare(inner)
        plain = get_args(plain)[0] if get_origin(plain) is tuple else plain
        found |= {f"{kind.__name__}.{name}"} if plain is str else string_fields(plain)
    return found


def carried(value: object, text: str) -> set[str]:
    """`Class.field` of every string of a value that has the text in it."""
    found = set()
    for one in value if isinstance(value, tuple) else (value,):
        if is_dataclass(one):
            for field in fields(one):
                inner = getattr(one, field.name)
                has = inner == text or inner == (text,)
                found |= {f"{type(one).__name__}.{field.name}"} if has else carried(inner, text)
    return found


def poisoned_copy(path: Path, text: str) -> None:
    """Records that no decoder would make: the text is in ids, codes and dates in words too."""
    for collection, kind in ROOTS.items():
        value: Value = filled(kind, text)
        assert carried(value, text) == string_fields(kind)
        assert len(string_fields(kind)) > 10
        # a second one, so that there is a row to go to
        other = replace(value, id="plain", last_modified=None)
        load(path, collection, [Record(collection=collection, id=text, values=(value,))])
        load(path, collection, [Record(collection=collection, id="plain", values=(other,))])
    cache = Cache.open(path)
    reason = BadResponseReason.SHAPE
    cache.failed(list(Collection), BadResponse(url=text, reason=reason, where=text, detail=text), datetime.now(UTC))
    cache.close()


def test_no_field_of_any_record_can_speak_to_the_terminal(tmp_path: Path) -> None:
    text = " ".join(WORSE)
    cache = tmp_path / "copy" / "cache.db"
    poisoned_copy(cache, text)
    home = home_with(cache, tmp_path / "home")
    for pane in PANES:
        with Terminal(["--profile", "demo", "--offline"], env=over_ssh(home), columns=160, rows=90) as terminal:
            terminal.expect("demo")
            terminal.press(pane)
            seen = terminal.text
            for key in ("j", "\r", "G"):
                terminal.press(key)
                seen += terminal.text
            terminal.press("Q")
            assert terminal.wait() == 0
            sent = terminal.sent.decode()
        assert "Traceback" not in sent
        assert "[/] [@click=app.quit]x" in seen, pane
        assert FORBIDDEN.findall(sent) == [], pane
        assert re.findall(r"\x1b[\]P^_X]", sent.replace("\x1b]22;", "")) == [], pane
