"""The filters and orders of the partner list as they are offered: those there always are, and saved ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from ...domain.persons import Persons
from ...domain.query import EVERY_PARTNER, EXPIRING_DAYS, PartnerFilter, PartnerSort
from ...domain.values import dataclass
from ...present.language import N_, _
from ...settings import Mine, Settings
from ..choices import Choice

SORTS: Final = {
    PartnerSort.NAME: N_("name"),
    PartnerSort.MUNICIPALITY: N_("municipality"),
    PartnerSort.CHANGED: N_("latest change"),
    PartnerSort.NEXT_HOURS: N_("next office hour"),
    PartnerSort.AGREEMENT_END: N_("end of agreement"),
}

EVERYBODY = ""
REMOVE = "-"
"""Choices that are no filter."""
_OWN = "own:"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedFilter:
    """A filter with a name."""

    id: str
    label: str
    """English source text; the name somebody gave it as it is."""
    filter: PartnerFilter
    missing: str = ""
    """Why it cannot be chosen, English source text."""

    @property
    def words(self) -> str:
        return self.label if self.id.startswith(_OWN) else _(self.label)


def saved_filters(settings: Settings, kept: Mapping[str, PartnerFilter]) -> tuple[SavedFilter, ...]:
    """In the order of the menu. `kept` were saved from the screen."""
    named = {**kept, **settings.filters}
    return (
        *_mine(settings.mine),
        SavedFilter(id="agreement", label=N_("no active agreement"), filter=PartnerFilter(without_agreement=True)),
        SavedFilter(id="expiring", label=N_("ends in 90 days"), filter=PartnerFilter(expiring_days=EXPIRING_DAYS)),
        SavedFilter(
            id="contact",
            label=N_("no contact"),
            filter=PartnerFilter(without_contact=True),
            missing=N_("contact persons are not kept here") if settings.persons is Persons.NONE else "",
        ),
        SavedFilter(id="review", label=N_("not reviewed"), filter=PartnerFilter(not_reviewed=True)),
        *(SavedFilter(id=own(name), label=name, filter=named[name]) for name in sorted(named, key=str.casefold)),
    )


def _mine(mine: Mine) -> tuple[SavedFilter, SavedFilter]:
    counties = PartnerFilter(municipalities=mine.counties)
    return (
        SavedFilter(
            id="mine",
            label=N_("mine"),
            filter=PartnerFilter(municipalities=mine.municipalities, partners=mine.partners),
            missing="" if mine != Mine() else N_("say which under [mine] in the configuration"),
        ),
        SavedFilter(
            id="county",
            label=N_("whole county"),
            filter=counties,
            missing="" if mine.counties else N_("say which municipalities under [mine] in the configuration"),
        ),
    )


def offered(filters: Sequence[SavedFilter], kept: Mapping[str, PartnerFilter]) -> list[Choice[str]]:
    """The filter menu."""
    choices = [Choice(_("every partner"), EVERYBODY)]
    choices += [Choice(one.words, one.id, _(one.missing) if one.missing else "", not one.missing) for one in filters]
    return [*choices, Choice(_("remove a saved filter ..."), REMOVE)] if kept else choices


def own(name: str) -> str:
    """The id of the filter somebody gave this name."""
    return _OWN + name


def combined(text: str, saved: SavedFilter | None) -> PartnerFilter:
    """What is in effect now as one filter, to be saved."""
    base = saved.filter if saved is not None else EVERY_PARTNER
    return replace(base, text=" ".join(part for part in (base.text, text.strip()) if part))
