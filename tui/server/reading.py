"""One TOML file of a data folder: read, and held against its shapes."""

from __future__ import annotations

import errno
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from ..present.language import N_, _
from ..present.toml import reason
from ..toml_source import line_of, nearest, syntax_fault
from .faults import FolderFault, key_text
from .shapes import Shape, Table
from .values import Reader, WrongValueError, shown

KeyPath = tuple[str | int, ...]

_NOT_A_REFERENCE: Final = {
    "partner": N_("The value is {found}, but must be the key of a partner, in quotation marks."),
    "place": N_("The value is {found}, but must be the key of a place, in quotation marks."),
}
"""By kind of what is referred to."""
_UNREADABLE: Final = {
    errno.ENOENT: N_("The file is a link to something that does not exist. Remove the link, or correct it."),
    errno.EACCES: N_("You do not have permission to read the file. Give yourself permission, or move the file away."),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A key that names a table, checked when all files are read."""

    file: SourceFile
    path: KeyPath
    kind: str
    key: str


@dataclass(slots=True, eq=False)
class SourceFile:
    """One file with its text, so that every fault knows its line. Faults and references are collected as it is read."""

    path: Path
    text: str
    modified: datetime
    """Of the file; aware, UTC."""
    data: dict[str, Any] = field(default_factory=dict)
    faults: list[FolderFault] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)

    def fault(self, path: KeyPath, message: str) -> None:
        """Note a fault at `path`, or on the line of the nearest table around it that the text has."""
        lines = (line_of(self.text, path[:length]) for length in range(len(path), 0, -1))
        line = next((found for found in lines if found is not None), None)
        self.faults.append(FolderFault(self.path, line, key_text(path), message))

    def table(self, shape: Shape, raw: object, path: KeyPath) -> Table:
        """`raw` checked against `shape`; what is wrong is noted and left out."""
        if not isinstance(raw, dict):
            words = _("The value is {found}, but must be a table, with a header or in curly brackets.")
            self.fault(path, words.format(found=shown(raw)))
            return {}
        before = len(self.faults)
        read = {key: self._read(shape, key, value, (*path, key)) for key, value in raw.items()}
        for key in shape.required:
            if key not in raw:
                self.fault((*path, key), _("The key is missing, but needed. Add it."))
        checked = {key: value for key, value in read.items() if value is not None}
        if len(self.faults) == before:
            for key, message in shape.check(checked):
                self.fault((*path, key) if key else path, message)
        return checked

    def unknown(self, path: KeyPath, valid: tuple[str, ...]) -> None:
        near = nearest(str(path[-1]), valid)
        words = (
            _("There is no key {key} here. Did you mean {near}?")
            if near
            else _("There is no key {key} here. Use one of these: {valid}.")
        )
        self.fault(path, words.format(key=path[-1], near=near, valid=", ".join(valid)))

    def _read(self, shape: Shape, key: str, value: object, path: KeyPath) -> object:
        if key in shape.tables:
            return self._tables(shape.tables[key], value, path)
        if key in shape.lists:
            return self._list(shape.lists[key], value, path)
        if key in shape.references:
            return self._reference(shape.references[key], value, path)
        if key in shape.values:
            return self._value(shape.values[key], value, path)
        self.unknown(path, shape.keys)
        return None

    def _value(self, reader: Reader, value: object, path: KeyPath) -> object:
        try:
            return reader(value)
        except WrongValueError as wrong:
            self.fault(path, str(wrong))
            return None

    def _reference(self, kind: str, value: object, path: KeyPath) -> object:
        if not isinstance(value, str):
            self.fault(path, _(_NOT_A_REFERENCE[kind]).format(found=shown(value)))
            return None
        self.references.append(Reference(self, path, kind, value))
        return value

    def _list(self, reader: Reader, value: object, path: KeyPath) -> object:
        if not isinstance(value, list):
            self.fault(path, _("The value is {found}, but must be a list: [ ... ].").format(found=shown(value)))
            return None
        if not value:
            self.fault(path, _("The list is empty. Leave the key out when nothing is known."))
            return None
        return tuple(self._value(reader, element, (*path, index)) for index, element in enumerate(value))

    def _tables(self, shape: Shape, value: object, path: KeyPath) -> object:
        if isinstance(value, dict):
            words = _("There may be several of these. Write the header with two brackets: [[{key}]].")
            self.fault(path, words.format(key=_header(path)))
            return None
        if not isinstance(value, list):
            words = _("The value is {found}, but must be a list of tables, each with the header [[{key}]].")
            self.fault(path, words.format(found=shown(value), key=_header(path)))
            return None
        tables = tuple(self.table(shape, element, (*path, index)) for index, element in enumerate(value))
        if "key" in shape.values:
            self._unique_keys(tables, path)
        return tables

    def _unique_keys(self, tables: tuple[Table, ...], path: KeyPath) -> None:
        seen: set[str] = set()
        for index, table in enumerate(tables):
            key = table.get("key", str(index + 1))
            if key in seen:
                words = _(
                    "The key {found} is used twice. Write another; where none is written, the position is the key."
                )
                self.fault((*path, index, "key"), words.format(found=shown(key)))
            seen.add(key)


def read_file(path: Path) -> SourceFile:
    """Read and parse a file; a file that cannot be parsed comes back with its one fault and no data."""
    try:
        raw = path.read_bytes()
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        words = _(
            _UNREADABLE.get(error.errno or 0, N_("The file cannot be read ({reason}). Correct that, or move it."))
        )
        return _lost(path, None, words.format(reason=error.strerror or error))
    try:
        text = raw.decode("utf-8-sig")  # editors on Windows put a mark in front
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return _lost(path, line, _("The file is not UTF-8 text. Save it with the encoding UTF-8."))
    source = SourceFile(path, text, modified)
    try:
        source.data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found, said = syntax_fault(error, text)
        end = text.count("\n") + (0 if text.endswith("\n") else 1)
        source.faults.append(FolderFault(path, found or max(end, 1), "", _not_toml(said)))
    except RecursionError:
        words = _("The lists or tables in the file stand too deep within each other. Write them flatter.")
        source.faults.append(FolderFault(path, None, "", words))
    return source


def _not_toml(said: str) -> str:
    why = reason(said)
    if why is None:
        return _("This is not valid TOML. Correct the line.")
    return _("This is not valid TOML: {reason}. Correct the line.").format(reason=why)


def _header(path: KeyPath) -> str:
    """What stands in the header of a table: element numbers do not."""
    return ".".join(part for part in path if isinstance(part, str))


def _lost(path: Path, line: int | None, message: str) -> SourceFile:
    return SourceFile(path, "", datetime.fromtimestamp(0, UTC), faults=[FolderFault(path, line, "", message)])


def entries(source: SourceFile, kinds: tuple[str, ...]) -> Iterator[tuple[str, str, object]]:
    """Kind, key and raw table of everything in a file; what is not an entry is noted as a fault."""
    for kind, tables in source.data.items():
        if kind not in kinds:
            source.unknown((kind,), kinds)
        elif not isinstance(tables, dict):
            words = _("This must be a header with a key, like [{kind}.some-key].")
            source.fault((kind,), words.format(kind=kind))
        else:
            for key, raw in tables.items():
                if isinstance(raw, dict):
                    yield kind, key, raw
                else:
                    words = _("{key} stands alone. Write it below a header like [{kind}.some-key].")
                    source.fault((kind, key), words.format(key=key, kind=kind))
