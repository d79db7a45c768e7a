"""What became different at the sample between two syncs: something under every heading."""

from __future__ import annotations

from datetime import UTC, datetime

from .conftest import Changing

CHANGED = datetime(2026, 11, 22, 16, 42, tzinfo=UTC)
AGREEMENTS, HOURS, PARTNERS = "eksempel-avtaler.toml", "eksempel-kontortider.toml", "organisasjoner.toml"


def happens(source: Changing) -> None:
    """An agreement ends three years sooner, a goal is due later, a session is elsewhere, a person has a new address."""
    source.edit(
        AGREEMENTS,
        ("valid_to = 2029-12-31", "valid_to = 2026-12-31"),
        ("due = 2027-12-31", "due = 2027-06-30"),
    )
    source.edit(HOURS, ('opens = "10:00"', 'opens = "09:00"'), ('notes = "Eksempel: uten timeavtale."\n', ""))
    source.edit(PARTNERS, ('department = "Mosjøen"', 'department = "Mosjøen sentrum"'), ("Egen stiftelse", "Stiftelse"))
    source.sync(CHANGED)
