"""What is stored on this machine, since when, from where, and when it goes, as lines and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from ..domain.errors import CacheError
from ..domain.freshness import CollectionState
from ..domain.persons import Persons
from ..domain.retention import Held, What
from ..domain.values import dataclass
from ..present import dates, errors
from ..present import retention as retention_words
from ..present import sync as sync_words
from ..present.language import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """The local copy of one profile."""

    profile: str
    url: str | None
    """Where it came from, as configured now."""
    file: Path
    size: int
    """Bytes, with the files beside it."""
    held: tuple[Held, ...] = ()
    states: tuple[CollectionState, ...] = ()
    error: CacheError | None = None
    """Why nobody can say what is in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """All there is."""

    persons: Persons
    copies: tuple[Copy, ...]
    others: tuple[Path, ...]
    """Every other file."""
    now: datetime
    """Aware."""

    @property
    def rest(self) -> tuple[Path, ...]:
        """Files that are no part of a local copy."""
        return tuple(one for one in self.others if not any(_of(one, copy.file) for copy in self.copies))


def _of(file: Path, copy: Path) -> bool:
    return file.parent == copy.parent and file.name.startswith(copy.name)


def lines(inventory: Inventory) -> list[str]:
    """For people."""
    said = [retention_words.kept(inventory.persons), retention_words.rule()]
    if not inventory.copies:
        said.append(_("There is no local copy on this machine."))
    for one in inventory.copies:
        said += _copy_lines(one, inventory.now)
    if inventory.rest:
        said.append(_("Other files of Samspill:"))
        said += [f"  {one}" for one in inventory.rest]
    return [*said, _("samspill wipe erases it.")]


def _copy_lines(copy: Copy, now: datetime) -> Iterator[str]:
    source = copy.url or _("no source is configured")
    yield _("Profile {profile}: {source}").format(profile=copy.profile, source=source)
    yield f"  {copy.file} ({sync_words.storage(copy.size)})"
    if copy.error is not None:
        yield f"  {errors.sentence(copy.error)}"
    rows = {one.collection: one.rows for one in copy.states}
    for one in copy.held:
        yield "  " + _("{name}: {count}, fetched {when}, erased {day}").format(
            name=sync_words.collection(one.collection),
            count=rows.get(one.collection, 0),
            when=dates.moment(one.checked_at, now),
            day=_day(one.expires(What.EVERYTHING)),
        )
        if one.persons:
            yield "    " + _("contact persons erased {day}").format(day=_day(one.expires(What.PERSONS)))


def _day(moment: datetime) -> str:
    return dates.day_with_year(dates.local_date(moment))


def document(inventory: Inventory) -> dict[str, Any]:
    """For programs: names and values never change with the language, times are RFC 3339. Only `sentence` is for people.

    `persons_erased_at` is None where there are none.
    """
    return {
        "persons": inventory.persons.value,
        "copies": [_copy(one) for one in inventory.copies],
        "other_files": [str(one) for one in inventory.rest],
    }


def _copy(copy: Copy) -> dict[str, Any]:
    rows = {one.collection: one.rows for one in copy.states}
    return {
        "profile": copy.profile,
        "url": copy.url,
        "file": str(copy.file),
        "bytes": copy.size,
        "error": None if copy.error is None else errors.sentence(copy.error),
        "collections": {
            one.collection.value: {
                "rows": rows.get(one.collection, 0),
                "fetched_at": one.checked_at.isoformat(timespec="seconds"),
                "persons_erased_at": one.expires(What.PERSONS).isoformat(timespec="seconds") if one.persons else None,
                "erased_at": one.expires(What.EVERYTHING).isoformat(timespec="seconds"),
            }
            for one in copy.held
        },
    }
