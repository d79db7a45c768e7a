"""What a check of the local copy found, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

from ..domain.freshness import Collection
from ..domain.text import clean_line
from ..present import sync as sync_words
from ..present.language import _, ngettext

MOST: Final = 5
"""Records named; the others are counted."""


class Found(Protocol):
    """What was looked at and what is wrong with it (`storage.verify.Verification`)."""

    @property
    def records(self) -> int: ...
    @property
    def bad(self) -> Sequence[tuple[Collection, str]]: ...
    @property
    def integrity(self) -> Sequence[str]: ...
    @property
    def references(self) -> int: ...
    @property
    def search(self) -> Sequence[str]: ...
    @property
    def marked(self) -> bool: ...
    @property
    def sound(self) -> bool: ...


def sentences(file: Path, found: Found) -> list[str]:
    """One line for a sound copy; else one for each kind of damage and one for what to do."""
    if found.sound:
        words = ngettext("The local copy {file} is sound: {count} record checked.",
                         "The local copy {file} is sound: {count} records checked.", found.records)  # fmt: skip
        return [words.format(file=file, count=found.records)]
    told = list(_damage(found))
    if found.integrity or found.references or (found.bad and not found.marked):
        way_out = _("Delete {file} and run samspill sync; everything in it comes back from the source.")
        told.append(way_out.format(file=file))
    elif found.bad:
        told.append(_("Run samspill sync; it puts in their place what the source has."))
    return told


def _damage(found: Found) -> Iterator[str]:
    if found.integrity:  # one damaged page is found again by everything that leads to it: the first says it
        yield _("The local copy is damaged: {fault}.").format(fault=clean_line(found.integrity[0]).rstrip("."))
    if found.references:
        words = ngettext("{count} row refers to something that is not there.",
                         "{count} rows refer to something that is not there.", found.references)  # fmt: skip
        yield words.format(count=found.references)
    if found.bad:
        words = ngettext("{count} record of {total} is not as it was stored: {names}.",
                         "{count} records of {total} are not as they were stored: {names}.",
                         len(found.bad))  # fmt: skip
        named = [f"{sync_words.collection(collection)} {clean_line(key)}" for collection, key in found.bad[:MOST]]
        more = [_("and {count} more").format(count=len(found.bad) - MOST)] if len(found.bad) > MOST else []
        yield words.format(count=len(found.bad), total=found.records, names=", ".join([*named, *more]))
    if found.search and found.marked:
        yield _("The search did not agree with the list, and has been built anew.")
