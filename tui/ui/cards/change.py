"""The card of a change: before and after in full, when that was, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ...domain.agreement import Agreement
from ...domain.consequences import consequences
from ...domain.freshness import CollectionState
from ...domain.notes import Note
from ...domain.review import WITHHELD, Change, Gone
from ...present import dates, errors, review
from ...present.keymap import how
from ...present.language import _
from ..card_lines import CardLine, Link, heading, text
from ..ink import Role, wrap
from ..panes.fields import field


def change_card(
    change: Change, link: Link | None, agreement: Agreement | None, now: datetime, width: int
) -> list[CardLine]:
    """`agreement` as it is now, of a change to an agreement; without a link the record is not there any more."""
    today = dates.local_date(now)
    head = f"{review.who(change)}, {review.field_name(change)}"
    lines = [text(line, link, Role.LINK if link else Role.HEADING) for line in wrap(head, width - 1, most=2)]
    lines += field(_("Follows"), [review.consequence(one) for one in consequences(change, today, agreement)], width)
    if WITHHELD in (change.before, change.after):
        lines += [
            text(line)
            for line in wrap(_("What it was and is about a person is not kept, only that it changed."), width - 1)
        ]
    else:
        lines += field(_("Before"), (review.value_before(change),), width)
        lines += field(_("After"), (review.value_after(change),), width)
    if change.goal_title:
        lines += field(_("Goal"), (change.goal_title,), width)
    lines += [text(line) for line in wrap(review.when(change, now), width - 1)]
    lines += field(_("Review"), (review.state(change.state),), width)
    if link is None:
        lines += [text(line) for line in wrap(_("The source no longer has this record."), width - 1)]
    return lines


def gone_card(gone: Gone, notes: Sequence[Note], now: datetime, width: int) -> list[CardLine]:
    """What it was, since when it is gone, and what was written about it."""
    lines = [text(line, role=Role.HEADING) for line in wrap(gone.title, width - 1)]
    lines += [text(line) for line in wrap(_("The source no longer has this record."), width - 1)]
    lines += field(_("Gone"), (_("noticed {when}").format(when=dates.moment(gone.gone_at, now)),), width)
    named = "; ".join(one.name for one in gone.partners if one.name)
    lines += field(_("Partners"), (named,), width) if named else []
    if notes:
        lines.append(heading(_("NOTES (only here)")))
    for note in notes:
        day = dates.short(dates.local_date(note.changed_at), dates.local_date(now))
        lines += [text(line) for line in wrap(f"{day} {note.text}", width - 1)]
    return lines


def unchecked_card(state: CollectionState, now: datetime, width: int) -> list[CardLine]:
    """Why nothing is known of a collection, and what can be done."""
    lines = [text(line) for line in wrap(review.not_checked(state), width - 1)]
    if state.error is not None:
        lines += [text(line) for line in wrap(errors.sentence(state.error), width - 1)]
    if state.attempted_at is not None:
        lines += field(_("Tried"), (dates.moment(state.attempted_at, now),), width)
    return [*lines, text(_("{key} fetches everything.").format(key=how("sync.all")))]
