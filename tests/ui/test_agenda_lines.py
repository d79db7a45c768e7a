"""The agenda of two days over the card of the day: what gets room, and what is only counted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from tests.domain.hours import MONDAY, off, weekly
from tui.domain.query import HoursRow
from tui.domain.today import sittings
from tui.ui.cards.agenda import agenda_lines

EIGHT = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)
"""Monday, 08:03 in Norway."""
NEXT_DAY = MONDAY + timedelta(days=1)


def shown(rows: list[HoursRow], most: int = 8, now: datetime = EIGHT, width: int = 60) -> list[str]:
    sessions = sittings(rows, MONDAY, NEXT_DAY)
    lines = agenda_lines(sessions, now, MONDAY, width, most)
    return ["".join(words for words, _role in line.spans).rstrip() for line in lines]


def some(weekday: int, count: int) -> list[HoursRow]:
    return [weekly(f"{weekday}{number}", weekday, 9 + number, 10 + number) for number in range(count)]


def test_both_days_are_there_with_what_is_cancelled() -> None:
    cancelled = weekly("b", 0, 12, 13, place="Brua", exceptions=(off(MONDAY),))
    assert shown([weekly("a", 0, 9, 10), cancelled, weekly("c", 1, 10, 11, service_name="Samtaler")]) == [
        "TODAY  Mo 23.11",
        "  09:00-10:00 Vert Kafeen",
        "  CANCELLED   Vert Brua",
        "TOMORROW  Tu 24.11",
        "  10:00-11:00 Vert Kafeen, Samtaler",
        "",
    ]


def test_what_is_over_has_gone_and_a_day_without_any_says_so() -> None:
    evening = EIGHT + timedelta(hours=12)
    assert shown([weekly("a", 0, 9, 10)], now=evening) == [
        "TODAY  Mo 23.11", "  no more office hours", "TOMORROW  Tu 24.11", "  no office hours", "",
    ]  # fmt: skip


def test_one_day_has_the_room_the_other_does_not_need_and_the_rest_is_counted() -> None:
    assert shown([*some(0, 9), *some(1, 1)], most=6)[5:] == [
        "  13:00-14:00 Vert Kafeen", "  and 4 more", "TOMORROW  Tu 24.11", "  09:00-10:00 Vert Kafeen", "",
    ]  # fmt: skip
    lines = shown([*some(0, 9), *some(1, 9)], most=6)
    assert lines.count("  and 6 more") == 2


def test_lines_lead_to_their_session_and_fit() -> None:
    lines = agenda_lines(sittings(some(0, 3), MONDAY, NEXT_DAY), EIGHT, MONDAY, 40, 2)
    links = [line.link.key for line in lines if line.link]
    assert links == ["00|00|2026-11-23", "01|01|2026-11-23", "02|02|2026-11-23"]
    assert all(sum(len(words) for words, _role in line.spans) < 40 for line in lines)
