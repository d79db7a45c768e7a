"""What is not kept, what will be erased and when, and what was, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from ..domain.freshness import Collection
from ..domain.persons import Persons
from ..domain.retention import EVERYTHING_KEPT, PERSONS_KEPT, Held, Notice, What, notices
from . import dates, sync
from .language import N_, _

_NOTICES: Final = {
    What.PERSONS: N_(
        "Contact persons are erased from this machine {when} unless everything is fetched before: {names}."
    ),
    What.EVERYTHING: N_("The local copy is erased {when} unless everything is fetched before: {names}."),
}
_KEPT: Final = {
    Persons.FULL: N_("Contact persons are kept with their names and how to reach them."),
    Persons.NAMES: N_("Of contact persons only names and titles are kept here (persons in the configuration)."),
    Persons.NONE: N_("Contact persons are not kept here (persons in the configuration)."),
}


def kept(persons: Persons) -> str:
    """What is kept of persons, as configured."""
    return _(_KEPT[persons])


def rule() -> str:
    """When what is here goes."""
    return _(
        "Contact persons are erased {persons} days after the last whole sync began, everything else after {everything}."
    ).format(persons=PERSONS_KEPT.days, everything=EVERYTHING_KEPT.days)


def notice(value: Notice, now: datetime) -> str:
    """`Kontaktpersoner slettes fra denne maskinen on 2.12 ...`"""
    day = dates.day_near(dates.local_date(value.on), dates.local_date(now))
    return _(_NOTICES[value.what]).format(when=day, names=_names(value.collections))


def sentences(held: Sequence[Held], persons: Persons, now: datetime) -> tuple[str, ...]:
    """What somebody should know: what is left out by choice, what went because of its age, what soon will."""
    found = [] if persons is Persons.FULL else [kept(persons)]
    gone = [] if persons is Persons.NONE else [one.collection for one in held if not one.persons]
    if gone:
        found.append(_gone(gone))
    return (*found, *(notice(one, now) for one in notices(held)))


class Erased(Protocol):
    """What was taken out of a copy (`storage.retention.Erased`)."""

    @property
    def persons(self) -> Sequence[Collection]: ...
    @property
    def everything(self) -> Sequence[Collection]: ...


def erased(value: Erased) -> str:
    """What was taken out just now because it was too old."""
    if value.everything:
        return _("The local copy was erased because it is too old ({names}). A sync brings it back.").format(
            names=_names(value.everything)
        )
    return _gone(value.persons)


def _gone(collections: Sequence[Collection]) -> str:
    return _("Contact persons were erased here because the copy is too old ({names}). A sync brings them back.").format(
        names=_names(collections)
    )


def _names(collections: Sequence[Collection]) -> str:
    return ", ".join(sync.collection(one) for one in collections)


def not_kept(instead_of: Path | None) -> str:
    """That the local copy is in memory, and why: its folder cannot be written, or somebody wants it so."""
    if instead_of is None:
        return _("Nothing that is fetched is kept when Samspill ends (--no-store).")
    return _("{folder} cannot be written, so nothing that is fetched is kept when Samspill ends.").format(
        folder=instead_of
    )


def no_contacts(*, persons_kept: bool) -> str:
    """Why a partner has no contact: not stated by the source, or not kept here."""
    return _("not stated") if persons_kept else _("not kept here, see Sync")
