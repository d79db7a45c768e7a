"""The command `samspill report`: the review of a period, or of one agreement, as a document."""

from __future__ import annotations

import sys
from datetime import datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING

from .domain.period_review import PeriodReview
from .domain.periods import Period, period_named
from .exits import Exit
from .plain.export.gathered import Gathered, gather
from .plain.export.markdown import as_markdown
from .plain.export.page import as_page
from .plain.export.report import agreement_report, period_report
from .present.language import _
from .storage.book.book import Book
from .storage.reader import Reader

if TYPE_CHECKING:
    from argparse import Namespace


def report(reader: Reader, book: Book, now: datetime, given: Namespace | SimpleNamespace) -> Exit:
    """Writes the document to stdout. Raises CacheError and BookError."""
    if book.trouble is not None:
        raise book.trouble
    review = _review(book, given.period)
    if review is None:
        _say(_("{period} is no period that was reviewed here.").format(period=given.period))
        return Exit.USAGE
    return _write(gather(reader, book, review, now), given)


def _review(book: Book, name: str | None) -> PeriodReview | None:
    """The period it is now, or the one of this name as far as anything is known of it."""
    period: Period | None = book.current_period() if name is None else period_named(name)
    if period is None or (period != book.current_period() and period not in book.reviewed_periods()):
        return None
    return book.review_of(period)


def _write(known: Gathered, given: Namespace | SimpleNamespace) -> Exit:
    if given.agreement is None:
        document = period_report(known, notes=not given.without_notes)
    else:
        agreement = next((one for one in known.agreements if one.id == given.agreement), None)
        if agreement is None:
            _say(_("There is no agreement {id} in the local copy.").format(id=given.agreement))
            return Exit.USAGE
        document = agreement_report(known, agreement, notes=not given.without_notes)
    if given.html:
        sys.stdout.buffer.write(as_page(document))  # it says itself that it is UTF-8
    else:
        sys.stdout.write(as_markdown(document).decode())
    return Exit.PARTLY if any(one.error is not None for one in known.states) else Exit.WHOLE


def _say(words: str) -> None:
    sys.stderr.write(words + "\n")
