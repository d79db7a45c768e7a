"""The files a review can become: the whole period or one agreement, to print or as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...domain.agreement import Agreement
from ...present import dates
from ...present.language import _
from .choice import Export
from .document import Document
from .file import file_name
from .gathered import Gathered
from .markdown import as_markdown
from .page import as_page
from .report import agreement_report, period_report

Report = Callable[[bool], Document]
"""With the person's own notes, or without."""


def review_choices(known: Gathered, agreement: Agreement | None) -> list[Export]:
    """The period, then the agreement the cursor is on; without own notes too, where there are any."""
    period = known.review.period.name
    everything = _("Review {period}, all agreements").format(period=period)
    chosen = list(_both(known, everything, period, bool(known.notes), lambda notes: period_report(known, notes=notes)))
    if agreement is not None:
        one = agreement
        title = _("Review {period}, this agreement").format(period=period)
        noted = agreement.id in known.notes
        about = f"{period} {agreement.title}"
        chosen += _both(known, title, about, noted, lambda notes: agreement_report(known, one, notes=notes))
    return chosen


def _both(known: Gathered, title: str, about: str, noted: bool, report: Report) -> Iterator[Export]:
    name = file_name(_("review"), dates.local_date(known.now), about)
    for notes in (True, False) if noted else (True,):
        said = title if notes else f"{title}, {_('without my notes')}"
        yield Export(f"{said}: {_('page to print')}", name, "html", lambda notes=notes: as_page(report(notes)))  # type: ignore[misc]
        yield Export(f"{said}: Markdown", name, "md", lambda notes=notes: as_markdown(report(notes)))  # type: ignore[misc]
