"""How the rows of the goals pane are drawn: the columns, and what of them there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ...domain.agreement import Agreement, Progress, Standing
from ...domain.goal_order import DEVIATIONS, partner_name
from ...domain.period_review import PeriodReview
from ...domain.progress import progress
from ...domain.query import GoalRow
from ...domain.review import RecordRef
from ...domain.values import dataclass
from ...present import agreement as agreement_words
from ...present import dates
from ...present import period_review as period_words
from ...present import review as review_words
from ...present import series as series_words
from ...present.language import _
from ..cellwidth import cell_len
from ..ink import Role, Span, fit
from ..news import News
from .goal_rows import Entry, Group
from .listing import cells, columns, widths

WIDE = 100
"""Cells of list from which due date and partner have their columns."""
STAGE = 14
"""Cells of an agreement's stage: `finished 20.11`."""
UNTIL = 15


@dataclass(frozen=True)
class GoalColumns:
    """One look at the goals: on which day, under which headings, and in which review."""

    now: datetime
    by_agreement: bool
    review: PeriodReview
    news: News

    @property
    def _today(self) -> date:
        return dates.local_date(self.now)

    @property
    def _since(self) -> str:
        """The heading of the last column; empty where there is nothing to compare with."""
        return period_words.since(self.review)

    def _widths(self, width: int) -> dict[str, int]:
        since = max(cell_len(self._since), 6) if self._since else 0
        partner = 0 if since and self.by_agreement else 22  # the heading names the parties
        wide, narrow = (16 if since and partner else 22), (14 if since else 16)
        wanted = {
            "partner": partner,
            "numbers": -9,
            "bar": wide if width >= WIDE else narrow,
            "percent": -5,
            "standing": 13,
            "due": -10,
            "since": -since,
        }
        drop = ("partner", "due", "bar", "percent", "since", "numbers")
        return widths(width, "title", wanted, least=23, drop=drop)

    def titles(self, width: int) -> str:
        """The row of column titles."""
        size = self._widths(width)
        return columns(
            (
                (_("Agreement / goal"), size["title"]),
                (_("Partner"), size["partner"]),
                (_("now/goal"), size["numbers"]),
                (_("| = plan"), size["bar"]),
                ("%", size["percent"]),
                (_("status"), size["standing"]),
                (_("due"), size["due"]),
                (self._since, size["since"]),
            )
        )

    def spans(self, entry: Entry, width: int) -> Sequence[Span]:
        """One row."""
        match entry:
            case Group():
                return ((entry.words, Role.HEADING),)
            case Agreement():
                return self._agreement(entry, width)
            case GoalRow():
                return self._goal(entry, width)

    def _goal(self, entry: GoalRow, width: int) -> Sequence[Span]:
        size, goal = self._widths(width), entry.goal
        state = progress(goal, self._today)
        role = Role.ALARM if state.standing in DEVIATIONS else Role.PLAIN
        due = dates.day_with_year(goal.due_date) if goal.due_date else "-"
        named = entry.responsible_name or ("" if self.by_agreement else partner_name(entry))
        title, since = ("* " if self.news.of(RecordRef.goal(goal)) else "  "), size["since"]
        title += self.news.titled(RecordRef.goal(goal), goal.title)
        moved = period_words.moved(self.review.moved(goal, self._today)) if since else ""
        last = ((due, size["due"], Role.PLAIN), (moved, since, Role.PLAIN))
        if state.target is None and not size["partner"]:  # nothing to count: the title may have the room
            room = sum(abs(size[one]) + 1 for one in ("title", "numbers", "bar", "percent") if size[one]) - 1
            word = (agreement_words.standing(state.standing), size["standing"], role)
            return cells(((title, room, Role.PLAIN), word, *last))
        return cells(
            (
                (title, size["title"], Role.PLAIN),
                (named, size["partner"], Role.PLAIN),
                *self._progress(state, size, role),
                *last,
            )
        )

    def _progress(self, state: Progress, size: dict[str, int], role: Role) -> list[tuple[str, int, Role]]:
        """Numbers, bar, share and word; where a number is missing its sentence has the room of the bar."""
        word = (agreement_words.standing(state.standing), size["standing"], role)
        if state.target is None:
            return [*(("", size[one], Role.PLAIN) for one in ("numbers", "bar", "percent")), word]
        numbers = (agreement_words.numbers(state), size["numbers"], Role.PLAIN)
        without = series_words.no_number(state, self._today)
        if without and size["bar"]:
            room = size["bar"] + 1 + abs(size["percent"])
            if state.standing is Standing.MISSING_NUMBERS:  # the sentence says what the word would
                return [numbers, (without, room + 1 + size["standing"], role)]
            return [numbers, (without, room, role), word]
        return [
            numbers,
            (agreement_words.bar(state, size["bar"]) if size["bar"] else "", size["bar"], Role.PLAIN),
            (agreement_words.percent(state), size["percent"], Role.PLAIN),
            word,
        ]

    def _agreement(self, entry: Agreement, width: int) -> Sequence[Span]:
        until = _("to {date}").format(date=dates.day_with_year(entry.valid_to)) if entry.valid_to else ""
        stage = review_words.stage_when(self.review.of(entry.id), self.now)
        last = ((" " + fit(stage, STAGE, right=True), Role.PLAIN), (" ", Role.PLAIN))
        room = width - STAGE - 2
        title = self.news.titled(RecordRef.agreement(entry.id), entry.title)
        if width < WIDE:
            shown = UNTIL if room >= 2 * UNTIL + 10 else 0
            return (
                (fit(title, room - shown), Role.HEADING),
                (fit(until, shown, right=True) if shown else "", Role.PLAIN),
                *last,
            )
        names = ", ".join(party.name for party in entry.parties if party.name)
        return (
            (fit(title, 56), Role.HEADING),
            (" " + fit(names, room - 57 - UNTIL), Role.PLAIN),
            (fit(until, UNTIL, right=True), Role.PLAIN),
            *last,
        )
