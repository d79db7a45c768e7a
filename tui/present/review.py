"""Changes, reviews and what a person wrote, in words: the same sentence for the same fact, on screen and on paper."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from ..domain.baselines import Baseline, Movement
from ..domain.consequences import Consequence, DaysLeft
from ..domain.errors import Cancelled
from ..domain.freshness import Collection, CollectionState
from ..domain.notes import Finding, Question
from ..domain.periods import AgreementReview, Period, ReviewProgress, Stage
from ..domain.review import WITHHELD, Change, ReviewState, Topic
from ..domain.undo import Action, Undone
from . import agreement, dates
from .changed_fields import field_name as field_name
from .changed_fields import value_after as value_after
from .changed_fields import value_before as value_before
from .language import N_, _, ngettext
from .numbers import number

_TOPICS: Final = {
    Topic.HOURS: N_("Office hours"),
    Topic.GOALS: N_("Goals"),
    Topic.CONTACTS: N_("Contact details"),
    Topic.PARTNERS: N_("Partners"),
    Topic.AGREEMENTS: N_("Agreements"),
}
_COLLECTIONS: Final = {
    Collection.HOURS: N_("Office hours"),
    Collection.PARTNERS: N_("Partners"),
    Collection.AGREEMENTS: N_("Agreements and goals"),
}
_STATES: Final = {
    ReviewState.OPEN: N_("not seen"),
    ReviewState.REVIEWED: N_("seen"),
    ReviewState.PASSED: N_("passed over"),
}
_STAGES: Final = {
    Stage.NOT_SEEN: N_("not seen"),
    Stage.SEEN: N_("seen"),
    Stage.NOTED: N_("noted"),
    Stage.DONE: N_("finished"),
}
_FINDINGS: Final = {
    Finding.UNCHANGED: N_("no change since the last sync"),
    Finding.CHANGED: N_("changed, see Changes"),
    Finding.GONE: N_("the source no longer has it"),
    Finding.NEW: N_("new here"),
}
_ACTIONS: Final = {
    Action.MARKED: N_("Undone: marked as seen"),
    Action.MARKED_ALL: N_("Undone: marked all as seen"),
    Action.UNMARKED: N_("Undone: mark removed"),
    Action.NOTED: N_("Undone: note written"),
    Action.NOTE_CHANGED: N_("Undone: note changed"),
    Action.NOTE_REMOVED: N_("Undone: note removed"),
    Action.POINT_ADDED: N_("Undone: point added"),
    Action.POINT_DONE: N_("Undone: point ticked"),
    Action.POINT_REOPENED: N_("Undone: point reopened"),
    Action.POINT_REMOVED: N_("Undone: point removed"),
    Action.ASKED: N_("Undone: question asked"),
    Action.QUESTION_REMOVED: N_("Undone: question removed"),
    Action.STAGED: N_("Undone: state of the review"),
    Action.REVIEW_CLOSED: N_("Undone: review closed"),
}


def topic(value: Topic) -> str:
    """The heading: `Kontortid`, `Mål`, `Kontakt`."""
    return _(_TOPICS[value])


def state(value: ReviewState) -> str:
    """`ikke sett`, `sett`, `forbigått`."""
    return _(_STATES[value])


def stage(value: Stage) -> str:
    """`ikke sett`, `sett`, `notat`, `ferdig`."""
    return _(_STAGES[value])


def stage_when(value: AgreementReview | None, now: datetime) -> str:
    """`sett 20.11`, `ikke sett`."""
    if value is None or value.stage is Stage.NOT_SEEN:
        return stage(Stage.NOT_SEEN)
    return f"{stage(value.stage)} {dates.short(dates.local_date(value.at), dates.local_date(now))}"


def who(change: Change) -> str:
    """Whose change it is: the partner, or the agreement and its goal: `Språkkafé, mål 2`."""
    if change.topic in (Topic.HOURS, Topic.CONTACTS, Topic.PARTNERS):
        names = [one.name for one in change.partners if one.name]
        return (names[0] if names else change.place) or change.title
    if change.goal_number is not None:
        return _("{agreement}, goal {number}").format(agreement=change.title, number=change.goal_number)
    return change.title


def sentence(change: Change) -> str:
    """`Brua møteplass, ti 10-12: åpent -> borte`."""
    return _said(change, f"{who(change)}, {field_name(change)}")


def line(change: Change, now: datetime) -> str:
    """In the history of its own record: `14.11 mål 2, nå: 11 -> 12`; Norwegian time."""
    day = dates.short(dates.local_date(change.fetched_at), dates.local_date(now))
    goal = "" if change.goal_number is None else _("goal {number}").format(number=change.goal_number) + ", "
    what = field_name(change)
    if goal and change.field is None:
        goal, what = "", goal.removesuffix(", ")
    return f"{day} {_said(change, goal + what)}"


def _said(change: Change, head: str) -> str:
    if WITHHELD in (change.before, change.after):
        return _("{what} has changed (what it was is not kept)").format(what=head)
    return f"{head}: {value_before(change)} -> {value_after(change)}"


def when(change: Change, now: datetime) -> str:
    """When it was fetched, and when the source says it changed the record."""
    fetched = _("fetched {when}").format(when=dates.moment(change.fetched_at, now))
    if change.modified_at is None:
        return _("{fetched}; the source does not say when it changed").format(fetched=fetched)
    changed = dates.moment(change.modified_at, now)
    return _("{fetched}; changed at the source {when}").format(fetched=fetched, when=changed)


def changes(count: int, partners: int) -> str:
    """`12 endringer hos 5 partnere`."""
    words = ngettext("{count} change", "{count} changes", count).format(count=count)
    return ngettext("{changes} at {count} partner", "{changes} at {count} partners", partners).format(
        changes=words, count=partners
    )


def not_checked(value: CollectionState) -> str:
    """Why silence of a collection means nothing."""
    name = _(_COLLECTIONS[value.collection])
    if value.never_fetched:
        return _('{collection} not checked: never fetched. "No change" means "not known" here.').format(collection=name)
    if value.error is None or isinstance(value.error, Cancelled):
        return _('{collection} not checked: the last sync is not finished. "No change" means "not known" here.').format(
            collection=name
        )
    return _('{collection} not checked: the last sync failed. "No change" means "not known" here.').format(
        collection=name
    )


def consequence(value: Consequence) -> str:
    """`38 dager igjen, var 403`; `2 mål har frist etter ny sluttdato`."""
    if isinstance(value, DaysLeft):
        now = agreement.not_agreed() if value.now is None else dates.days_left(value.now)
        before = agreement.not_agreed() if value.before is None else number(value.before)
        return _("{now}, was {before}").format(now=now, before=before)
    return ngettext(
        "{count} goal is due after the new end date", "{count} goals are due after the new end date", value.count
    ).format(count=value.count)


def movement(value: Movement) -> str:
    """`+14`, `-3`, `0`; `?` where a number is missing; `ny` for a goal that was not there."""
    if not value.known:
        return _("new")
    if value.delta is None:
        return "?"
    return f"+{number(value.delta)}" if value.delta > 0 else number(value.delta)


def baseline(value: Baseline, now: datetime) -> str:
    """`T2-gjennomgang (8.9)`."""
    return f"{value.name} ({dates.numeric(dates.local_date(value.closed_at), dates.local_date(now))})"


def period(value: Period) -> str:
    """`T3-2026 (1.9-31.12)`."""
    return f"{value.name} ({dates.short(value.first)}-{dates.short(value.last)})"


def progress(value: ReviewProgress) -> str:
    """`7 av 23 gjennomgått`."""
    return _("{done} of {total} reviewed").format(done=value.done, total=value.total)


def answer(value: Question, now: datetime) -> str:
    """What the sync brought on a question, or that it waits."""
    if value.answer is None:
        return _("waits for the next sync")
    return f"{dates.moment(value.answer.at, now)}: {_(_FINDINGS[value.answer.finding])}"


def orphaned() -> str:
    """Said of a note whose record is gone."""
    return _("The source no longer has this record. The note stays.")


def followed(old: str) -> str:
    """Said of a note whose record has another id now."""
    return _("Followed its record, which had id {id} before.").format(id=old)


def undone(value: Undone) -> str:
    """`Angret: merket som sett (Brua møteplass)`."""
    words = _(_ACTIONS[value.action])
    return f"{words} ({value.title})" if value.title else words
