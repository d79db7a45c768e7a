"""The report of a review: one agreement, or all of a period. The same sentences as on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from ...domain import review as review_domain
from ...domain.agreement import ActionStatus, Agreement, Goal, Indicator, Standing
from ...domain.freshness import Collection
from ...domain.progress import progress
from ...domain.review import Change
from ...domain.series import series
from ...present import agreement as agreement_words
from ...present import dates, language
from ...present import period_review as period_words
from ...present import review as review_words
from ...present import series as series_words
from ...present.language import _
from .document import Bar, Block, Document, Grid, Heading, Item, Items, Paragraph, Series
from .gathered import Gathered

_OPEN_ACTIONS = {None, ActionStatus.SCHEDULED}


def agreement_report(known: Gathered, agreement: Agreement, *, notes: bool = True) -> Document:
    """One agreement in the review of its period; without `notes` nothing the person wrote is in it."""
    return Document(
        title=f"{agreement.title}: {period_words.name(known.review)}",
        language=language.current(),
        blocks=(*_preamble(known), *_agreement(known, agreement, notes=notes, level=2), *_legend()),
    )


def period_report(known: Gathered, *, notes: bool = True) -> Document:
    """Every agreement: how far the review has come, what is late, what lacks numbers, then one by one."""
    return Document(
        title=period_words.name(known.review),
        language=language.current(),
        blocks=(*_preamble(known), *_overview(known), *_each(known, notes=notes), *_legend()),
    )


# -- the whole -------------------------------------------------------------------------------------------------


def _preamble(known: Gathered) -> Iterator[Block]:
    """Which review this is, and how old its facts are."""
    _left, state = period_words.head(known.review, known.review.progress(_ids(known)), known.now)
    yield Paragraph(f"{_sentence(period_words.against(known.review, known.now))} {_sentence(state)}")
    fetched = next((one.completed_at for one in known.states if one.collection is Collection.AGREEMENTS), None)
    made = _("Made {when} from the copy on this machine.").format(when=dates.stamp(known.now))
    if fetched is not None:
        made += " " + _("Agreements and goals as they were fetched {when}.").format(when=dates.stamp(fetched))
    yield Paragraph(made)
    for state_of in review_domain.not_checked(known.states):
        yield Paragraph(review_words.not_checked(state_of))


def _overview(known: Gathered) -> Iterator[Block]:
    today = dates.local_date(known.now)
    yield Heading(_("Agreements ({count})").format(count=len(known.agreements)))
    yield Grid(
        (_("Agreement"), _("Ends"), _("Goals achieved"), _("Review")),
        tuple(
            (
                one.title,
                agreement_words.ends(one, today),
                agreement_words.achieved(one, today),
                review_words.stage_when(known.review.of(one.id), known.now),
            )
            for one in known.agreements
        ),
    )
    for title, found in (
        (_("Late"), [item for one in known.agreements for item in _late(one, today)]),
        (_("Without numbers"), [item for one in known.agreements for item in _without_numbers(one, today)]),
    ):
        yield Heading(f"{title} ({len(found)})")
        yield Items(tuple(Item(one) for one in found)) if found else Paragraph(_("Nothing."))


def _late(agreement: Agreement, today: date) -> Iterator[str]:
    """Goals and actions that are past their due date."""
    for goal in agreement.goals:
        if progress(goal, today).standing is Standing.OVERDUE:
            yield f"{goal.title}: {agreement_words.goal_due(goal, today)} ({agreement.title})"
        for action in goal.actions:
            if action.status in _OPEN_ACTIONS and action.due_date is not None and action.due_date < today:
                yield f"{action.title}: {agreement_words.action_state(action, today)} ({agreement.title})"


def _without_numbers(agreement: Agreement, today: date) -> Iterator[str]:
    """Goals that are to be counted and have no number now."""
    for goal in agreement.goals:
        missing = series_words.no_number(progress(goal, today), today)
        if missing:
            yield f"{goal.title}: {missing} ({agreement.title})"


def _each(known: Gathered, *, notes: bool) -> Iterator[Block]:
    for one in known.agreements:
        yield Heading(one.title)
        yield from _agreement(known, one, notes=notes, level=3)


def _legend() -> Iterator[Block]:
    yield Paragraph(
        _(
            "On track and behind are worked out here, along a straight line from start to due date, where both and "
            'a target are stated. A number that is missing is shown as "-" and is not zero.'
        )
    )


# -- one agreement ---------------------------------------------------------------------------------------------


def _agreement(known: Gathered, agreement: Agreement, *, notes: bool, level: int) -> Iterator[Block]:
    today = dates.local_date(known.now)
    facts = [
        (_("Type"), agreement_words.type_word(agreement.type)),
        (_("Status"), agreement_words.status_explained(agreement, today)),
        (_("Valid"), agreement_words.validity(agreement, today)),
        *((_("Party"), agreement_words.party(one)) for one in agreement.parties),
        (_("Meetings"), agreement_words.meetings(agreement, today)),
        (_("Review"), review_words.stage_when(known.review.of(agreement.id), known.now)),
    ]
    yield Items(tuple(Item(f"{label}: {words}") for label, words in facts))
    for number, goal in enumerate(agreement.goals, start=1):
        yield Heading(f"{number} {goal.title}", level)
        yield from _goal(known, goal, today)
    yield from _changed(known, agreement, level)
    if notes:
        yield from _noted(known, agreement, level)


def _goal(known: Gathered, goal: Goal, today: date) -> Iterator[Block]:
    """How it stands, what moved, whose it is and what is to be done, then its numbers."""
    state = progress(goal, today)
    explained = agreement_words.standing_explained(state)
    yield Bar(state, explained) if state.fraction is not None else Paragraph(explained)
    moved = period_words.movement(known.review.moved(goal, today), known.review, known.now)
    plan = series_words.planned(state)
    responsible = known.names.get(goal.responsible_organization_id or "", "")
    told = [
        series_words.no_number(state, today),
        moved,
        f"{_('Plan')}: {plan}" if plan else "",
        f"{_('Due')}: {agreement_words.goal_due(goal, today)}",
        f"{_('Owner')}: {responsible}" if responsible else "",
    ]
    yield Items(tuple(Item(one) for one in told if one))
    if goal.actions:
        yield Items(
            tuple(
                Item(f"{one.title}: {agreement_words.action_state(one, today)}", one.status is ActionStatus.MET)
                for one in goal.actions
            )
        )
    for indicator in goal.indicators:
        yield from _numbers(indicator, today)


def _numbers(indicator: Indicator, today: date) -> Iterator[Block]:
    """Every number with its day, and a gap where a period went by without one."""
    known = series(indicator, today)
    words = f"{series_words.definition(indicator)}. {_('Target')}: {series_words.targets(indicator.periods)}"
    if not known.reports:
        yield Paragraph(f"{words}. {series_words.gaps(known.missing, today) or series_words.no_numbers_yet()}")
        return
    points: list[tuple[date, str, float | None]] = [
        (one.day or date.min, series_words.report(one)[0], one.value) for one in known.reports
    ]
    points += [(one.end, dates.day_with_year(one.end), None) for one in known.missing if one.end is not None]
    target = next((one.target for one in reversed(indicator.periods) if one.target is not None), None)
    ordered = sorted(points, key=lambda point: point[0])
    yield Series(tuple((day, value) for _at, day, value in ordered), target, words)


def _changed(known: Gathered, agreement: Agreement, level: int) -> Iterator[Block]:
    changes: Sequence[Change] = known.changes.get(agreement.id, ())
    yield Heading(_("Changes in this review ({count})").format(count=len(changes)), level)
    if not changes:
        yield Paragraph(_("None that this machine has seen."))
        return
    yield Items(tuple(Item(f"{review_words.sentence(one)} ({review_words.when(one, known.now)})") for one in changes))


def _noted(known: Gathered, agreement: Agreement, level: int) -> Iterator[Block]:
    """What the person wrote, so that nobody takes it for the source."""
    notes = known.notes.get(agreement.id, ())
    if not notes:
        return
    yield Heading(_("My own notes (not from the source)"), level)
    for note in notes:
        yield Paragraph(f"{dates.stamp(note.created_at)}, {note.subject.title}:")
        yield Paragraph(note.text, quoted=True)


def _ids(known: Gathered) -> list[str]:
    return [one.id for one in known.agreements]


def _sentence(words: str) -> str:
    """With a capital letter and a full stop."""
    return f"{words[:1].upper()}{words[1:]}."
