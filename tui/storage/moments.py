"""Points in time as whole microseconds since 1970 in UTC: one normal form, so that larger means later."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_micros(moment: datetime | None) -> int | None:
    """Microseconds since 1970-01-01T00:00Z of an aware time."""
    return None if moment is None else (moment - EPOCH) // MICROSECOND


def from_micros(value: int | None) -> datetime | None:
    """The aware UTC time a stored number stands for."""
    return None if value is None else EPOCH + timedelta(microseconds=value)
