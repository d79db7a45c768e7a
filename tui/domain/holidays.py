"""Norwegian public holidays: five fixed dates and seven that follow Easter, by the rules that hold since 1947."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

_FIXED = {
    (1, 1): "new_year",
    (5, 1): "labour_day",
    (5, 17): "constitution_day",
    (12, 25): "christmas_day",
    (12, 26): "boxing_day",
}
_FROM_EASTER = {
    -3: "maundy_thursday",
    -2: "good_friday",
    0: "easter_sunday",
    1: "easter_monday",
    39: "ascension",
    49: "whit_sunday",
    50: "whit_monday",
}
_EVES = {(12, 24): "christmas_eve", (12, 31): "new_years_eve"}


@lru_cache(maxsize=256)
def easter(year: int) -> date:
    """Easter Sunday in the Gregorian calendar (Meeus, Jones and Butcher); ValueError outside the years 1 to 9999."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, centuries_left = divmod(century, 4)
    lunar_drift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - lunar_drift + 15) % 30
    leaps, years_left = divmod(in_century, 4)
    to_sunday = (32 + 2 * centuries_left + 2 * leaps - epact - years_left) % 7
    late = (golden + 11 * epact + 22 * to_sunday) // 451
    month, day = divmod(epact + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=4096)
def holiday(day: date) -> str | None:
    """Key of the public holiday, None on other days; two on one day are joined by `+`, the fixed one first."""
    after_easter = day.toordinal() - easter(day.year).toordinal()
    keys = (_FIXED.get((day.month, day.day)), _FROM_EASTER.get(after_easter))
    return "+".join(key for key in keys if key) or None


def eve(day: date) -> str | None:
    """Key of an eve: a working day by law on which offices close or shorten their hours."""
    return _EVES.get((day.month, day.day))
