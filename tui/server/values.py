"""Single values of a data folder: each reader takes what TOML gave and returns it checked and in wire form.

Readers raise `WrongValueError` with what is wrong and what would be right, in the reader's language. Dates become
`YYYY-MM-DD`, times of day `HH:MM`, everything else keeps its type.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from urllib.parse import quote, urlsplit, urlunsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..present.language import _
from ..toml_source import nearest

Reader = Callable[[object], object]

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_EMAIL = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;]+")
_NAMESPACE = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)(?::00)?")
_REDUCED_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_LONGEST_SHOWN = 60
_BYDAY = re.compile(r"(?P<ordinal>-?[1-5])?(?P<day>mo|tu|we|th|fr|sa|su)")


class WrongValueError(ValueError):
    """A value that cannot be served; the message says what would be right."""


def shown(value: object) -> str:
    """A value as it stands in a file, what is long or cannot be seen left out."""
    if isinstance(value, str):
        visible = "".join(letter if letter.isprintable() else " " for letter in value)
        return f'"{visible}"' if len(visible) <= _LONGEST_SHOWN else f'"{visible[:_LONGEST_SHOWN]}..."'
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, date | time):  # datetime is one
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    return _("a list") if isinstance(value, list) else _("a table")


def _string(value: object, example: str) -> str:
    if not isinstance(value, str):
        words = _("The value is {found}, but must be text in quotation marks, like {example}.")
        own = isinstance(value, int) and not isinstance(value, bool)
        raise WrongValueError(words.format(found=shown(value), example=f'"{value}"' if own else example))
    return value


def text(value: object) -> str:
    """Prose, line breaks allowed."""
    said = unicodedata.normalize("NFC", _string(value, '"..."').replace("\r\n", "\n")).strip()
    if not said:
        raise WrongValueError(_("The text is empty. Leave the key out when nothing is known."))
    if any(unicodedata.category(letter) == "Cc" and letter not in "\n\t" for letter in said):
        raise WrongValueError(_("The text holds a control character. Remove it."))
    return said


def line(value: object) -> str:
    """A name or another short text."""
    said = text(value)
    if "\n" in said:
        raise WrongValueError(_("The text has several lines, but must be one. Join them."))
    return said


def not_a_key(said: str) -> str:
    return _('{found} is not a key. Use a-z, 0-9 and single hyphens, like "mosjoen-nav".').format(found=shown(said))


def key(value: object) -> str:
    said = _string(value, '"mosjoen-nav"')
    if not KEY.fullmatch(said):
        raise WrongValueError(not_a_key(said))
    return said


def email(value: object) -> str:
    said = line(value)
    if not _EMAIL.fullmatch(said):
        words = _('{found} is not an e-mail address. Write one like "post@example.org".')
        raise WrongValueError(words.format(found=shown(said)))
    return said


def url(value: object) -> str:
    """An http(s) address; letters outside ASCII are percent-encoded (RFC 3986), host names in IDNA."""
    said = line(value)
    words = _('{found} is not a web address. Write it whole, like "https://example.org/page".')
    try:
        parts = urlsplit(said)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port else ""
    except ValueError:  # UnicodeError is one
        raise WrongValueError(words.format(found=shown(said))) from None
    if parts.scheme not in {"http", "https"} or not host or " " in said or parts.username is not None:
        raise WrongValueError(words.format(found=shown(said)))
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
    words = _("The value is {found}, but must be a day in the calendar, written like 2026-01-06.")
    raise WrongValueError(words.format(found=shown(value)))


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
    words = _(
        'The value is {found}, but must be a day in the calendar, written like "2026-01-06", "2026-01" or "2026".'
    )
    raise WrongValueError(words.format(found=shown(value)))


def clock(value: object) -> str:
    """A wall-clock time of day."""
    if isinstance(value, time) and value.tzinfo is None and not (value.second or value.microsecond):
        return value.strftime("%H:%M")
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        words = _('The value is {found}, but must be a time of day, like "10:00".')
        raise WrongValueError(words.format(found=shown(value)))
    return f"{int(found[1]):02}:{found[2]}"


def moment(value: object) -> datetime:
    """A point in time; aware, UTC."""
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value.astimezone(UTC)
    words = _("The value is {found}, but must be a date with time and offset, like 2026-11-20T08:00:00+01:00.")
    raise WrongValueError(words.format(found=shown(value)))


def zone(value: object) -> str:
    said = _string(value, '"Europe/Oslo"')
    try:
        ZoneInfo(said)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        words = _('{found} is not a time zone. Write one like "Europe/Oslo".')
        raise WrongValueError(words.format(found=shown(said))) from None
    return said


def namespace(value: object) -> str:
    said = _string(value, '"nordland.example"')
    if not _NAMESPACE.fullmatch(said):
        words = _('{found} does not look like a host name in small letters. Write one like "nordland.example".')
        raise WrongValueError(words.format(found=shown(said)))
    return said


def municipality(value: object) -> str:
    """Four digits, leading zero kept."""
    said = _string(value, '"0301"')
    if not re.fullmatch(r"\d{4}", said, re.ASCII):
        words = _('{found} is not a municipality number. It has four digits, like "1824" or "0301".')
        raise WrongValueError(words.format(found=shown(said)))
    return said


def organization_number(value: object) -> str:
    """Nine digits; spaces between them are taken out."""
    said = re.sub(r"\s", "", _string(value, '"974 760 673"'))
    if not re.fullmatch(r"\d{9}", said, re.ASCII):
        words = _('{found} is not an organisation number. It has nine digits, like "974 760 673".')
        raise WrongValueError(words.format(found=shown(said)))
    return said


def postal_code(value: object) -> str:
    said = _string(value, '"0150"').strip()
    if not re.fullmatch(r"\d{4}", said, re.ASCII):
        words = _('{found} is not a postal code. It has four digits, like "8656" or "0150".')
        raise WrongValueError(words.format(found=shown(said)))
    return said


def phone_number(value: object) -> str:
    said = line(value)
    if sum(letter.isdigit() for letter in said) < 3:
        words = _("{found} is not a phone number. It has three digits or more.")
        raise WrongValueError(words.format(found=shown(said)))
    return said


def switch(value: object) -> bool:
    if not isinstance(value, bool):
        words = _("The value is {found}, but must be true or false, without quotation marks.")
        raise WrongValueError(words.format(found=shown(value)))
    return value


def number(value: object) -> int | float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        words = _("The value is {found}, but must be a number, without quotation marks, like 12 or 0.5.")
        raise WrongValueError(words.format(found=shown(value)))
    return value


def count(value: object) -> int:
    """A whole number from 1."""
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 10_000:
        words = _("The value is {found}, but must be a whole number from 1 to 10000.")
        raise WrongValueError(words.format(found=shown(value)))
    return value


def month_day(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= abs(value) <= 31:
        words = _("The value is {found}, but must be a day of the month, 1 to 31, or -1 for the last.")
        raise WrongValueError(words.format(found=shown(value)))
    return value


def by_day(value: object) -> str:
    """A weekday, in a month with its ordinal (RFC 5545 BYDAY, in small letters)."""
    if not isinstance(value, str) or not _BYDAY.fullmatch(value.lower()):
        words = _(
            'The value is {found}, but must be "mo", "tu", "we", "th", "fr", "sa" or "su" (Monday to Sunday); in a'
            ' month also like "1tu" (first Tuesday) or "-1fr" (last Friday).'
        )
        raise WrongValueError(words.format(found=shown(value)))
    return value.upper()


def one_of(*valid: str) -> Reader:
    """One of a closed set of words."""

    def read(value: object) -> str:
        if isinstance(value, str) and value in valid:
            return value
        near = nearest(value, valid) if isinstance(value, str) else None
        words = (
            _('The value is {found}, but must be one of {valid}. Did you mean "{near}"?')
            if near
            else _("The value is {found}, but must be one of {valid}.")
        )
        listed = ", ".join(f'"{word}"' for word in valid)
        raise WrongValueError(words.format(found=shown(value), valid=listed, near=near))

    return read
