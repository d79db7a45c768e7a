"""How much of the persons behind the records is kept here: names of contacts and signatories, ways to reach them."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from .agreement import Agreement
from .partner import Contact, Partner, Place
from .schedule import OfficeHours


class Persons(StrEnum):
    """What is kept of a contact person, least last. What belongs to the organization itself is always kept."""

    FULL = "full"
    NAMES = "names"
    """Who they are and in which role, not how to reach them."""
    NONE = "none"
    """Nobody: no contact persons, no signatories."""

    def allows(self, other: Persons) -> bool:
        """Whether all that `other` keeps may be kept."""
        order = list(Persons)
        return order.index(self) <= order.index(other)


Value = Partner | OfficeHours | Agreement


def spare(value: Value, persons: Persons) -> Value:
    """The value with no more about persons in it than may be kept."""
    if persons is Persons.FULL:
        return value
    contacts = _contacts(value.contacts, persons)
    if isinstance(value, Partner):
        places = tuple(_place(one, persons) for one in value.places)
        return replace(value, contacts=contacts, places=places)
    if isinstance(value, OfficeHours):
        place = None if value.place is None else _place(value.place, persons)
        return replace(value, contacts=contacts, place=place)
    if persons is Persons.NAMES:
        return replace(value, contacts=contacts)
    parties = tuple(replace(one, signatory_name=None, signatory_title=None) for one in value.parties)
    return replace(value, contacts=contacts, parties=parties)


def _place(place: Place, persons: Persons) -> Place:
    return replace(place, contacts=_contacts(place.contacts, persons))


def _contacts(contacts: tuple[Contact, ...], persons: Persons) -> tuple[Contact, ...]:
    if persons is Persons.NONE:
        return ()
    named = (replace(one, email=None, phones=()) for one in contacts)
    return tuple(one for one in named if one != Contact())
