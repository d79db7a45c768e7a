"""Single values of a data folder: each reader takes what TOML gave and returns it checked and in wire form.

Readers raise `WrongValueError` with one sentence. Dates become `YYYY-MM-DD`, times of day `HH:MM`, everything else
keeps its type.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from urllib.parse import quote, urlsplit, urlunsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..toml_source import nearest

Reader = Callable[[object], object]

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_NAMESPACE = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?::00)?")
_REDUCED_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_BYDAY = re.compile(r"(?P<ordinal>-?[1-5])?(?P<day>mo|tu|we|th|fr|sa|su)")


class WrongValueError(ValueError):
    """A value that cannot be served; the message says what would be right."""


def kind_of(value: object) -> str:
    """What a person calls a TOML value."""
    names = [
        (bool, "true or false"),
        (str, "text"),
        (int, "a whole number"),
        (float, "a number"),
        (datetime, "a date with time"),
        (date, "a date"),
        (time, "a time of day"),
        (list, "a list"),
    ]
    return next((name for type_, name in names if isinstance(value, type_)), "a table")


def _string(value: object, example: str) -> str:
    if not isinstance(value, str):
        raise WrongValueError(f"is {kind_of(value)}, but must be text in quotes, like {example}")
    return value


def text(value: object) -> str:
    """Prose, line breaks allowed."""
    said = unicodedata.normalize("NFC", _string(value, '"..."').replace("\r\n", "\n")).strip()
    if not said:
        raise WrongValueError("is empty; leave the key out when nothing is known")
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in said):
        raise WrongValueError("holds a control character")
    return said


def line(value: object) -> str:
    """A name or another short text."""
    said = text(value)
    if "\n" in said:
        raise WrongValueError("must be one line")
    return said


def key(value: object) -> str:
    said = _string(value, '"mosjoen-nav"')
    if not KEY.fullmatch(said):
        raise WrongValueError(f'"{said}" is not a key: use a-z, 0-9 and single hyphens, like "mosjoen-nav"')
    return said


def email(value: object) -> str:
    said = line(value)
    if not _EMAIL.fullmatch(said):
        raise WrongValueError(f'"{said}" is not an e-mail address')
    return said


def url(value: object) -> str:
    """An http(s) address; letters outside ASCII are percent-encoded (RFC 3986), host names in IDNA."""
    said = line(value)
    try:
        parts = urlsplit(said)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # UnicodeError is one
        raise WrongValueError(f'"{said}" is not a web address') from None
    if parts.scheme not in {"http", "https"} or not host or " " in said or parts.username is not None:
        raise WrongValueError(f'"{said}" is not a web address; write it whole, like "https://example.org/page"')
    host = f"[{host}]" if ":" in host else host
    safe = "/:@!$&'()*+,;=%~?"
    rest = (quote(part, safe=safe) for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, host + port, *rest))


def day(value: object) -> str:
    """A calendar date, as TOML date or text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise WrongValueError(f"is {_shown(value)}, but must be a date like 2026-01-06")


def reduced_date(value: object) -> str:
    """A date of which the day, or the month, may be unknown (ISO 8601, reduced precision)."""
    if not isinstance(value, str):
        return day(value)
    try:
        if _REDUCED_DATE.fullmatch(value):
            date.fromisoformat((value + "-01-01")[:10])
            return value
    except ValueError:
        pass
    raise WrongValueError(f'is {_shown(value)}, but must be a date like "2026-01-06", "2026-01" or "2026"')


def clock(value: object) -> str:
    """A wall-clock time of day."""
    if isinstance(value, time) and value.tzinfo is None and not (value.second or value.microsecond):
        return value.strftime("%H:%M")
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise WrongValueError(f'is {_shown(value)}, but must be a time of day like "10:00"')
    return f"{int(found[1]):02}:{found[2]}"


def moment(value: object) -> datetime:
    """A point in time; aware, UTC."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    raise WrongValueError(f"is {_shown(value)}, but must be a date with time and offset like 2026-11-20T08:00:00+01:00")


def zone(value: object) -> str:
    said = _string(value, '"Europe/Oslo"')
    try:
        ZoneInfo(said)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongValueError(f'"{said}" is not a time zone; write one like "Europe/Oslo"') from None
    return said


def namespace(value: object) -> str:
    said = _string(value, '"nordland.example"')
    if not _NAMESPACE.fullmatch(said):
        raise WrongValueError(f'"{said}" must look like a host name in small letters, like "nordland.example"')
    return said


def municipality(value: object) -> str:
    """Four digits, leading zero kept."""
    said = _string(value, '"1824" with its leading zero')
    if not re.fullmatch(r"\d{4}", said, re.ASCII):
        raise WrongValueError(f'"{said}" is not a municipality number of four digits, like "1824" or "0301"')
    return said


def organization_number(value: object) -> str:
    """Nine digits; spaces between them are taken out."""
    said = re.sub(r"\s", "", _string(value, '"974 760 673"'))
    if not re.fullmatch(r"\d{9}", said, re.ASCII):
        raise WrongValueError(f'"{said}" is not an organisation number of nine digits, like "974 760 673"')
    return said


def postal_code(value: object) -> str:
    said = _string(value, '"8656" with its leading zero').strip()
    if not re.fullmatch(r"\d{4}", said, re.ASCII):
        raise WrongValueError(f'"{said}" is not a postal code of four digits, like "8656"')
    return said


def phone_number(value: object) -> str:
    said = line(value)
    if sum(letter.isdigit() for letter in said) < 3:
        raise WrongValueError(f'"{said}" is not a phone number')
    return said


def switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise WrongValueError(f"is {_shown(value)}, but must be true or false")
    return value


def number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise WrongValueError(f"is {_shown(value)}, but must be a number")
    return value


def count(value: object) -> int:
    """A whole number from 1."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 10_000:
        raise WrongValueError(f"is {_shown(value)}, but must be a whole number from 1")
    return value


def month_day(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= abs(value) <= 31:
        raise WrongValueError(f"is {_shown(value)}, but must be a day of the month, 1 to 31, or -1 for the last")
    return value


def by_day(value: object) -> str:
    """A weekday, in a month with its ordinal (RFC 5545 BYDAY, in small letters)."""
    if not isinstance(value, str) or not _BYDAY.fullmatch(value.lower()):
        raise WrongValueError(f'is {_shown(value)}, but must be mo, tu, we, th, fr, sa or su, or like "1tu" or "-1fr"')
    return value.upper()


def one_of(*valid: str) -> Reader:
    """One of a closed set of words."""

    def read(value: object) -> str:
        if isinstance(value, str) and value in valid:
            return value
        near = nearest(value, valid) if isinstance(value, str) else None
        meant = f'; did you mean "{near}"?' if near else ""
        raise WrongValueError(f"is {_shown(value)}, but must be one of {', '.join(valid)}{meant}")

    return read


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float | date | time) else kind_of(value)
