"""Data folders of the demo: the sample with its dates moved to this week, and what was different two weeks ago."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import tomli_w

from ..domain.errors import CacheReadOnly
from ..paths import private_folder

HERE = Path(__file__).parent
SAMPLE = HERE.parent / "server" / "sample"
SETTINGS = "samspill.toml"
KINDS = ("partner", "place", "hours", "agreement")
INVENTED = "eksempel-"
"""How the keys of invented agreements begin: their dates move, those of published ones never do."""
WRITTEN = date(2026, 11, 23)
"""The Monday that the dates of the sample are written around."""
CHANGED = datetime.fromisoformat("2026-11-20T09:15:00+01:00")
"""When the source changed what is different now and does not say when, in the week of `WRITTEN`."""
UNCHANGED = datetime.fromisoformat("2026-10-30T12:00:00+01:00")
"""When it changed everything else."""

_MARK = re.compile(r"# samspill (\S+), week of (\d{4}-\d{2}-\d{2})\n")
_IDENTITIES = (("key",), ("date",), ("start", "end"), ("partner",), ("title",))
"""What elements of lists are known by, the first that an element has."""

Table = dict[str, Any]
Data = dict[str, dict[str, Table]]
"""Kind -> key -> table."""


@dataclass(frozen=True, slots=True)
class Served:
    """A folder for the demo's server."""

    folder: Path

    def week(self, version: str) -> date | None:
        """The Monday this version of the program composed it for; None where it is not whole or another's."""
        try:
            with (self.folder / SETTINGS).open(encoding="utf-8") as file:
                found = _MARK.fullmatch(file.readline())
            return date.fromisoformat(found[2]) if found and found[1] == version else None
        except (OSError, ValueError):
            return None

    def write(self, state: Data, monday: date, version: str) -> None:
        """Each file appears whole, the settings last. Raises CacheError."""
        private_folder(self.folder)
        for kind, tables in state.items():
            self._put(f"{kind}.toml", tomli_w.dumps({kind: tables}))
        settings = _read(SAMPLE / SETTINGS) | {"modified": _moved(UNCHANGED, monday - WRITTEN)}
        self._put(SETTINGS, f"# samspill {version}, week of {monday}\n{tomli_w.dumps(settings)}")

    def _put(self, name: str, text: str) -> None:
        beside = self.folder / f".{name}"
        try:
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            beside.replace(self.folder / name)
        except OSError as error:
            raise CacheReadOnly(self.folder) from error


def namespace() -> str:
    """Of the ids of the sample."""
    return str(_read(SAMPLE / SETTINGS)["namespace"])


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def compose(monday: date) -> tuple[Data, Data]:
    """How things stood two weeks before the week of this Monday, and how they stand in it."""
    weeks = monday - WRITTEN
    sample = _sample()
    for key, table in sample["agreement"].items():
        if key.startswith(INVENTED):
            sample["agreement"][key] = _moved(table, weeks)
    now = _over(sample, _moved(_read(HERE / "now.toml"), weeks))
    then = _over(now, _moved(_read(HERE / "then.toml"), weeks))
    for kind in KINDS:
        for key, table in then[kind].items():
            then[kind][key] = {name: value for name, value in table.items() if name != "modified"}
        for key, table in now[kind].items():
            stated = {name: value for name, value in table.items() if name != "modified"}
            if stated != then[kind].get(key):
                stated["modified"] = _moved(CHANGED, weeks)
            now[kind][key] = stated
    return then, now


def _sample() -> Data:
    found: Data = {kind: {} for kind in KINDS}
    for path in sorted(SAMPLE.glob("*.toml")):
        for kind, tables in _read(path).items():
            if kind in found:
                found[kind].update(tables)
    return found


def _read(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _moved(value: Any, by: timedelta) -> Any:
    """The same with every date later by so much; of `"2025-02"` the month it comes to."""
    if isinstance(value, datetime | date):
        return value + by
    if isinstance(value, dict):
        return {key: _moved_text(one, by) if key == "signed" else _moved(one, by) for key, one in value.items()}
    return [_moved(one, by) for one in value] if isinstance(value, list) else value


def _moved_text(value: Any, by: timedelta) -> Any:
    if not isinstance(value, str):
        return _moved(value, by)
    whole = value + {4: "-06-15", 7: "-15"}.get(len(value), "")  # the middle of what is not stated
    return (date.fromisoformat(whole) + by).isoformat()[: len(value)]


def _over(under: Any, over: Any) -> Any:
    """`over` laid upon `under`, see now.toml; neither is changed."""
    if isinstance(over, dict) and isinstance(under, dict):
        kept = {key: value for key, value in under.items() if key not in over.get("without", ())}
        laid = {key: _over(kept.get(key), value) for key, value in over.items() if key != "without"}
        return {key: value for key, value in (kept | laid).items() if not _removed(value)}
    if isinstance(over, list) and isinstance(under, list) and all(isinstance(one, dict) for one in (*under, *over)):
        return list(_elements(under, over))
    if isinstance(over, list):
        return [_over({}, one) if isinstance(one, dict) else one for one in over if not _removed(one)]
    return _over({}, over) if isinstance(over, dict) and not _removed(over) else over


def _elements(under: list[Table], over: list[Table]) -> Iterator[Table]:
    known = {_identity(one, place): one for place, one in enumerate(over)}
    for place, one in enumerate(under):
        laid = _over(one, known.pop(_identity(one, place), {}))
        if not _removed(laid):
            yield laid
    yield from (_over({}, one) for one in known.values() if not _removed(one))


def _identity(element: Mapping[str, Any], place: int) -> object:
    """What it is known by; its place where it has nothing."""
    for names in _IDENTITIES:
        if any(name in element for name in names):
            return tuple(str(element.get(name)) for name in names)
    return place


def _removed(value: object) -> bool:
    return isinstance(value, dict) and value.get("removed") is True
