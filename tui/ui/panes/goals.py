"""Pane 4: goals under their agreements, with progress and due date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from ...domain.agreement import Action, Agreement, Goal, Indicator, Progress, Standing
from ...domain.collation import fold, search_terms
from ...domain.freshness import Collection
from ...domain.progress import progress
from ...present import agreement as agreement_words
from ...present import dates
from ...present.language import N_, _
from ..ink import Role, Span, wrap
from ..widgets.card import Build, CardLine, Link, text
from ..widgets.record_list import Look, MemoryRows
from .fields import field
from .pane import Pane, cells, columns, widths

Entry = Agreement | Goal

ALARMS = {Standing.OVERDUE, Standing.BEHIND, Standing.NOT_ACHIEVED, Standing.AT_RISK}


class GoalsPane(Pane[Entry]):
    """What the agreements are for, and how far it has come."""

    NAME = "goals"
    TITLE = N_("Goals")
    COLLECTION = Collection.AGREEMENTS

    _shown = 0
    _total = 0

    def look(self) -> Look[Entry]:
        self._agreements: dict[str, Agreement] = {}
        return Look(
            key=lambda entry: entry.id, spans=self._spans, heading=lambda entry: isinstance(entry, Agreement)
        )

    @staticmethod
    def _widths(width: int) -> dict[str, int]:
        wanted = {"numbers": -9, "bar": 10, "standing": 13, "due": -10}
        return widths(width, "title", wanted, least=21, drop=("bar", "numbers", "due"))

    def columns(self, width: int) -> str:
        size = self._widths(width)
        return columns(
            (
                (_("Agreement / goal"), size["title"]),
                (_("now/goal"), size["numbers"]),
                (_("| = plan"), size["bar"]),
                (_("status"), size["standing"]),
                (_("due"), size["due"]),
            )
        )

    def _spans(self, entry: Entry, width: int) -> Sequence[Span]:
        if isinstance(entry, Agreement):
            return ((entry.title, Role.HEADING),)
        size = self._widths(width)
        state = progress(entry, self._today)
        role = Role.ALARM if state.standing in ALARMS else Role.PLAIN
        last = (
            (agreement_words.standing(state.standing), size["standing"], role),
            (dates.day_with_year(entry.due_date) if entry.due_date else "-", size["due"], Role.PLAIN),
        )
        if state.target is None:  # nothing to count: the words may have the room
            room = size["title"] + sum(abs(size[one]) + 1 for one in ("numbers", "bar") if size[one])
            return cells((("  " + entry.title, room, Role.PLAIN), *last))
        return cells(
            (
                ("  " + entry.title, size["title"], Role.PLAIN),
                (agreement_words.numbers(state), size["numbers"], Role.PLAIN),
                (agreement_words.bar(state, size["bar"]) if size["bar"] else "", size["bar"], Role.PLAIN),
                *last,
            )
        )

    @property
    def _today(self) -> date:
        return dates.local_date(self.now)

    def read(self) -> None:
        agreements = self.services.reader.agreements()
        self._agreements = {goal.id: one for one in agreements for goal in one.goals}
        self._total = len(self._agreements)
        entries = matching(agreements, self.filter_text, self._today)
        self._shown = sum(isinstance(entry, Goal) for entry in entries)
        self.list.show(
            MemoryRows(entries, lambda entry: entry.id), keep=self.list.selected_key, empty=self.empty_lines()
        )

    def context(self) -> str:
        number = str(self._total)
        if self.filter_text:
            number = _("{shown} of {total}").format(shown=self._shown, total=self._total)
        return _("{count} goals by agreement").format(count=number)

    def card_for(self, row: Entry) -> Build:
        now = self.now
        if isinstance(row, Agreement):
            return lambda width: agreement_summary(row, now, width)
        agreement = self._agreements[row.id]
        responsible = row.responsible_organization_id
        names = self.services.reader.partner_names([responsible]) if responsible else {}
        name = names.get(responsible) if responsible else None
        return lambda width: goal_card(row, agreement, name, now, width)


def matching(agreements: Sequence[Agreement], wanted: str, today: date) -> list[Entry]:
    """Agreements with their goals, found by title, party or by how a goal stands, as the screen says it.

    An agreement that matches by its title or a party brings all of its goals.
    """
    terms = search_terms(wanted)
    entries: list[Entry] = []
    for one in agreements:
        whole = fold(" ".join([one.title, *(party.name or "" for party in one.parties)]))
        if all(term in whole for term in terms):
            goals: Sequence[Goal] = one.goals
        else:
            goals = [goal for goal in one.goals if all(term in f"{whole} {said_of(goal, today)}" for term in terms)]
            if not goals:
                continue
        entries += [one, *goals]
    return entries


def said_of(goal: Goal, today: date) -> str:
    return fold(f"{goal.title} {agreement_words.standing(progress(goal, today).standing)}")


def agreement_summary(agreement: Agreement, now: datetime, width: int) -> list[CardLine]:
    lines = [text(agreement.title, Link("agreements", agreement.id), Role.LINK)]
    lines += field(_("Valid"), (agreement_words.validity(agreement, dates.local_date(now)),), width)
    lines += field(_("Parties"), ("; ".join(agreement_words.party(one) for one in agreement.parties),), width)
    return lines


def goal_card(goal: Goal, agreement: Agreement, responsible: str | None, now: datetime, width: int) -> list[CardLine]:
    """The goal in full: numbers by period, actions with their state, whose it is."""
    today = dates.local_date(now)
    state = progress(goal, today)
    lines = [text(line, role=Role.HEADING) for line in wrap(goal.title, width - 1)]
    lines += field(_("Status"), (agreement_words.standing_explained(state),), width)
    lines += _plan(state, width)
    lines += field(_("Due"), (agreement_words.goal_due(goal, today),), width)
    lines += field(_("Agreement"), (agreement.title,), width, link=Link("agreements", agreement.id), most=1)
    if goal.responsible_organization_id and responsible:
        link = Link("partners", goal.responsible_organization_id)
        lines += field(_("Owner"), (responsible,), width, link=link)
    if goal.description:
        lines += [text(line) for line in wrap(goal.description, width - 1)]
    lines += [line for indicator in goal.indicators for line in indicator_lines(indicator, width)]
    lines += field(_("Actions"), [action_words(one, today) for one in goal.actions], width)
    if goal.last_modified:
        lines += field(_("Changed"), (dates.moment(goal.last_modified, now),), width)
    return lines


def _plan(state: Progress, width: int) -> list[CardLine]:
    """Where a straight line would be today; said to be computed here, and left out where it cannot be."""
    if state.planned_fraction is None:
        return []
    share = f"{round(state.planned_fraction * 100)} %"
    words = _("{share} by today at an even pace (worked out here)").format(share=share)
    return field(_("Plan"), (words,), width)


def indicator_lines(indicator: Indicator, width: int) -> list[CardLine]:
    unit = f" ({indicator.unit})" if indicator.unit else ""
    lines = [text(indicator.title + unit, role=Role.HEADING)]
    if indicator.baseline is not None and indicator.baseline.value is not None:
        when = f" ({dates.day_with_year(indicator.baseline.date)})" if indicator.baseline.date else ""
        lines += field(_("Baseline"), (agreement_words.number(indicator.baseline.value) + when,), width)
    for period in indicator.periods:
        lines += field("", (agreement_words.period(period),), width)
    return lines


def action_words(action: Action, today: date) -> str:
    parts = [agreement_words.action_state(action, today), action.title]
    return ": ".join(part for part in parts if part)
