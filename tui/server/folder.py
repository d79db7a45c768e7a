"""A data folder as an immutable snapshot, or every fault in it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Final

from ..present.language import N_, _
from ..toml_source import nearest
from .faults import FolderBroken, FolderFault
from .reading import KeyPath, SourceFile, entries, read_file
from .shapes import KINDS, SETTINGS, Table
from .values import KEY, not_a_key, shown

SETTINGS_FILE = "samspill.toml"

Signature = tuple[tuple[str, int, int], ...]
"""Name, modification time (ns) and size of every file: what changes when a file is edited."""

Entries = Mapping[str, Table]

_NOT_THERE: Final = {
    "partner": N_("There is no partner {found}. Add it, or correct the key."),
    "place": N_("There is no place {found}. Add it, or correct the key."),
}
_MEANT: Final = {
    "partner": N_('There is no partner {found}. Did you mean "{near}"?'),
    "place": N_('There is no place {found}. Did you mean "{near}"?'),
}
"""By kind of what is referred to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Everything a data folder says, checked. Every entry has `modified` (aware, UTC)."""

    title: str
    publisher: str
    namespace: str
    timezone: str
    license: str | None
    sources: tuple[Table, ...]
    partners: Entries
    places: Entries
    hours: Entries
    agreements: Entries
    digest: str
    """Names and contents of the files in one word, and their times where those matter; equal for equal folders."""


def files_of(folder: Path) -> list[Path]:
    """The TOML files of a folder at any depth, settings first; hidden files and folders are left out."""
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        found += [Path(parent, name) for name in names if name.endswith(".toml") and not name.startswith(".")]
    settings = folder / SETTINGS_FILE
    return sorted(found, key=lambda path: (path != settings, path))


def signature_of(folder: Path) -> Signature:
    """What tells whether a folder has changed since it was last looked at."""
    signature = []
    for path in files_of(folder):
        try:
            stat = path.stat()
        except OSError:
            continue  # gone between the listing and here, or a link to nothing: loading says so
        signature.append((str(path), stat.st_mtime_ns, stat.st_size))
    return tuple(signature)


def load(folder: Path) -> Snapshot:
    """Read a whole data folder.

    Raises FolderBroken with every fault that could be found.
    """
    settings_path = folder / SETTINGS_FILE
    paths = files_of(folder)
    if settings_path not in paths:
        raise FolderBroken([FolderFault(folder, None, "", _nothing_in(folder))])
    settings_file, *files = [read_file(path) for path in paths]
    settings = settings_file.table(SETTINGS, settings_file.data, ()) if not settings_file.faults else {}
    collected = _collect(files, settings.get("modified"))
    _resolve(files, collected)
    faults = [fault for file in (settings_file, *files) for fault in file.faults]
    if faults:
        raise FolderBroken(faults)
    return Snapshot(
        title=settings["title"],
        publisher=settings["publisher"],
        namespace=settings["namespace"],
        timezone=settings.get("timezone", "Europe/Oslo"),
        license=settings.get("license"),
        sources=settings.get("sources", ()),
        partners=collected["partner"],
        places=collected["place"],
        hours=collected["hours"],
        agreements=collected["agreement"],
        digest=_digest(folder, (settings_file, *files), timed="modified" not in settings),
    )


def _nothing_in(folder: Path) -> str:
    """Why there are no settings."""
    if os.path.isdir(folder):  # noqa: PTH112 - Path.is_dir raises where a folder above may not be entered
        words = _("There is no {file} in the folder. Make one that states title, publisher and namespace.")
    elif os.path.exists(folder):  # noqa: PTH110
        words = _("This is a file, not a folder. Name the folder that {file} is in.")
    else:
        words = _("There is no such folder. Name the folder that {file} is in.")
    return words.format(file=SETTINGS_FILE)


def _collect(files: list[SourceFile], modified: datetime | None) -> Mapping[str, Entries]:
    """All entries by kind and key, read against their shapes; faults are noted in the files."""
    found: dict[str, dict[str, Table]] = {kind: {} for kind in KINDS}
    homes: dict[tuple[str, str], SourceFile] = {}
    for file in files:
        for kind, key, raw in entries(file, tuple(KINDS)):
            path: KeyPath = (kind, key)
            if not KEY.fullmatch(key):
                file.fault(path, not_a_key(key))
            home = homes.setdefault((kind, key), file)
            if home is not file:
                file.fault(path, _("The same key is also in {path}. Change one of them.").format(path=home.path))
            table = file.table(KINDS[kind], raw, path)
            found[kind][key] = MappingProxyType({"modified": modified or file.modified, **table})
    return MappingProxyType({kind: MappingProxyType(tables) for kind, tables in found.items()})


def _resolve(files: list[SourceFile], collected: Mapping[str, Entries]) -> None:
    """Note every reference to something that is not there."""
    if any(not file.data and file.faults for file in files):
        return  # an unreadable file may hold what is missing; its own fault is the one to mend first
    for reference in (reference for file in files for reference in file.references):
        known = collected[reference.kind]
        if reference.key not in known:
            near = nearest(reference.key, known)
            words = _((_MEANT if near else _NOT_THERE)[reference.kind])
            reference.file.fault(reference.path, words.format(found=shown(reference.key), near=near))


def _digest(folder: Path, files: tuple[SourceFile, ...], *, timed: bool) -> str:
    """`timed`: the times of the files are part of what they say."""
    digest = hashlib.sha256()
    for file in files:
        name = file.path.relative_to(folder).as_posix()
        for part in (name, file.modified.isoformat() if timed else "", file.text):
            digest.update(part.encode())
            digest.update(b"\0")
    return digest.hexdigest()[:32]
