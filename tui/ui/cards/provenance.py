"""The card that says where a record comes from."""

from __future__ import annotations

from datetime import datetime

from ...domain.freshness import Collection, Provenance
from ...present import provenance as provenance_words
from ...present.language import _
from ..card_lines import Build, CardLine, heading, text
from ..ink import Role, wrap
from ..panes.fields import field
from ..services import Services

LABEL = 23
"""Cells for the longest label in all three languages and a gap."""


def provenance_card(
    services: Services, record: tuple[Collection, str] | None, title: str, now: datetime, *, part: str | None
) -> Build:
    """Reads what is known of the record once; the lines are made for each width."""
    if record is None:
        return lambda width: [heading(title)]
    collection, key = record
    reader = services.reader
    facts = provenance_words.facts(
        record,
        Provenance(arrived=services.book.arrived(collection, key), modified=reader.modified(collection, key)),
        next((one for one in reader.states() if one.collection is collection), None),
        profile=services.profile,
        url=services.url,
        address=services.address_of(collection, key),
        now=now,
        part=part,
    )

    def build(width: int) -> list[CardLine]:
        lines = [text(line, role=Role.HEADING) for line in wrap(title, width - 1)]
        lines.append(heading(_("WHERE THIS COMES FROM")))
        for label, value in facts:
            lines += field(label, (value,), width, column=LABEL)
        return [*lines, text(_("i or q closes this."))]

    return build
