"""Where the palette can lead by name: partners, places, agreements and goals of the local copy."""

from __future__ import annotations

from collections.abc import Iterator

from ..domain.collation import fold, search_terms
from ..domain.values import dataclass
from ..present import partner as partner_words
from ..present.language import N_
from ..storage.reader import Reader
from .card_lines import Link

LEAST = 2
"""Letters from which on something is looked for: one letter finds everything."""
MOST = {"partners": 6, "places": 4, "agreements": 4, "goals": 4}
"""Shown of each kind; who sees too many types on."""
AT_ONCE = 250
"""Names folded between two keys."""


@dataclass(frozen=True, slots=True)
class Target:
    """A record one can go to."""

    kind: str
    """English source text."""
    name: str
    where: str
    """What tells it from others of the same name: town, agreement."""
    link: Link


class Finder:
    """Finds by the words of a name, as every filter does. For one opening of the palette."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._named: dict[str, list[tuple[str, Target]]] = {"places": [], "agreements": [], "goals": []}
        self._reading = self._read()

    def read_on(self) -> bool:
        """Take in some more names of places, agreements and goals; False once all are there."""
        return next(self._reading, False)

    def find(self, text: str) -> list[Target]:
        """Partners from the full-text index, the others among the names taken in so far."""
        terms = search_terms(text)
        if sum(len(term) for term in terms) < LEAST:
            return []
        found = [
            Target(N_("Partner"), row.name, partner_words.municipality(row.municipality_code, row.city), link)
            for row in self._reader.partners(text).window(0, MOST["partners"])
            for link in (Link("partners", row.id),)
        ]
        for kind, names in self._named.items():
            fitting = (target for folded, target in names if all(term in folded for term in terms))
            found += [target for target, _number in zip(fitting, range(MOST[kind]), strict=False)]
        return found

    def _read(self) -> Iterator[bool]:
        for number, (kind, target) in enumerate(self._targets(), start=1):
            self._named[kind].append((fold(target.name), target))
            if not number % AT_ONCE:
                yield True

    def _targets(self) -> Iterator[tuple[str, Target]]:
        for agreement in self._reader.agreements():
            here = Link("agreements", agreement.id)
            parties = ", ".join(party.name for party in agreement.parties if party.name)
            yield "agreements", Target(N_("Agreement"), agreement.title, parties, here)
            for goal in agreement.goals:
                yield "goals", Target(N_("Goal"), goal.title, agreement.title, Link("goals", goal.id))
        known: set[tuple[str | None, str | None]] = set()
        for row in self._reader.hours():
            place = row.hours.place
            if place is not None and place.name and (place.name, place.city) not in known:
                known.add((place.name, place.city))
                link = Link("hours", f"{row.hours.source_id}|{row.hours.id}|")
                yield "places", Target(N_("Place"), place.name, place.city or row.host_name or "", link)
