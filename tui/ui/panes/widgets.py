"""The panes as widgets: what they list is in a module each, and known before there are widgets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from threading import Thread

from ...domain.agreement import Agreement
from ...domain.calendar import Session
from ...domain.errors import CacheError
from ...domain.query import EVERY_PARTNER, GoalRow, Growing, PartnerQuery, PartnerRow
from ...plain.export import table
from ...plain.export.choice import Export
from ...plain.export.day import day_table
from ...plain.export.offers import of_day, of_hours, of_table
from ...present import dates
from ...present.language import _
from ...settings import FILTER_NAME_LENGTH
from ...storage.reader import Reader
from ..card_lines import Build
from ..choices import Choice
from ..messages import ReviewComplete
from ..review_desk import ReviewDesk
from ..screens.ask import AskLine
from ..screens.menu import Menu
from ..services import Services
from .agreements import Agreements
from .goal_rows import Entry
from .goals import Goals
from .pane import Pane
from .partner_filters import REMOVE, combined, offered, own
from .partners import Partners
from .today import Day
from .today import Entry as Line

WARM_AFTER = 0.5
"""Seconds after the start: what is shown first has the disk and the processor to itself."""

AT_ONCE = 500
"""Rows read at a time for a file."""
TOLD_EVERY = 10_000
"""Rows of a file between two words on how far it is."""


class PartnersPane(Partners, Pane[PartnerRow]):
    """Partners, with the questions their filters ask."""

    def exports(self) -> Sequence[Export]:
        wanted = PartnerQuery(
            text=self.filter_text, filter=self.saved.filter if self.saved else EVERY_PARTNER, sort=self.sort
        )
        unseen, now, services = tuple(self.services.book.unreviewed_partners()), dates.local(self.now), self.services

        def found() -> Iterator[PartnerRow]:
            """In the thread that writes the file."""
            with closing(services.open_reader()) as reader:
                for number, row in enumerate(every(reader.partners(wanted, now=now, not_reviewed=unseen))):
                    if number and not number % TOLD_EVERY:
                        self.changed(_("Writing the file ... {count} rows so far").format(count=number))
                    yield row

        return [*of_table(_("partners"), self.made, lambda: table.partners(found())), *self.minutes()]

    def on_mount(self) -> None:
        path = self.services.reader.path
        self.set_timer(WARM_AFTER, lambda: Thread(target=warm, args=(path,), daemon=True).start())

    def choose_filter(self) -> None:
        menu = Menu(_("Filter"), offered(self.filters, self.kept), current=self.narrowed)
        self.app.push_screen(menu, self._filter_chosen)

    def _filter_chosen(self, choice: Choice[str] | None) -> None:
        if choice is None:
            return
        if choice.value == REMOVE:
            kept = [Choice(name, name) for name in self.kept]
            self.app.push_screen(Menu(_("Remove a saved filter"), kept), self._filter_removed)
        else:
            self.narrow(choice.value)

    def _filter_removed(self, choice: Choice[str] | None) -> None:
        if choice is not None:
            del self.kept[choice.value]
            self.narrow(self.narrowed)
            words = _('The filter "{name}" is removed.').format(name=choice.value)
            self.changed(words, keep=True)

    def save_filter(self) -> None:
        if not self.filter_text.strip() and self.saved is None:
            self.changed(_("There is no filter to save: / types one, f chooses one."))
        else:
            question = _("Save the filter under which name?")
            self.app.push_screen(AskLine(question, most=FILTER_NAME_LENGTH), self._filter_named)

    def _filter_named(self, name: str | None) -> None:
        if name is None:
            return
        if name in self.services.settings.filters:
            words = _('The configuration has a filter "{name}" already. Choose another name.').format(name=name)
            self.changed(words)
            return
        self.kept[name] = combined(self.filter_text, self.saved)
        self.filter_text = ""
        self.saved = next(one for one in self.filters if one.id == own(name))
        self.reread()
        self.changed(_('The filter is saved as "{name}"; f has it.').format(name=name), keep=True)


class GoalsPane(Goals, Pane[Entry]):
    """Goals, the review of their agreements, and the files they become."""

    def get_ready(self) -> Iterator[None]:
        return self.services.reader.agreements_ahead()

    def complete(self) -> None:
        self.post_message(ReviewComplete())

    def exports(self) -> Sequence[Export]:
        found, today = [row for row in self.list.every() if isinstance(row, GoalRow)], dates.local_date(self.now)
        lists = of_table(_("goals"), self.made, lambda: table.goals(found, today))
        return [*lists, *reports(self.services, self.desk, self.agreement_here), *self.minutes()]


class AgreementsPane(Agreements, Pane[Agreement]):
    """Agreements, their review, and the files they become."""

    def get_ready(self) -> Iterator[None]:
        return self.services.reader.agreements_ahead()

    def complete(self) -> None:
        self.post_message(ReviewComplete())

    def exports(self) -> Sequence[Export]:
        found, today = self.list.every(), dates.local_date(self.now)
        lists = of_table(_("agreements"), self.made, lambda: table.agreements(found, today))
        return [*lists, *reports(self.services, self.desk, self.agreement_here), *self.minutes()]


class TodayPane(Day, Pane[Line]):
    """The day, which goes on."""

    def __init__(self, services: Services, partner_card: Callable[[str], Build]) -> None:
        self._outdated = True
        Day.prepare(self, services, partner_card)
        Pane.__init__(self, services)

    def get_ready(self) -> Iterator[None]:
        return self.day_ahead()

    @property  # what is written in another pane shows here when one comes back
    def stale(self) -> bool:
        return self._outdated or self.book_version != self.services.book.version()

    @stale.setter
    def stale(self, outdated: bool) -> None:
        self._outdated = outdated

    def exports(self) -> Sequence[Export]:
        found = self.whole_day()
        if found is None:
            return self.minutes()
        today, groups = found
        hours = {id(row): row for group in groups for one in group.rows
                 if isinstance(one.subject, Session) for row in (one.subject.row,)}  # fmt: skip
        calendar = [of_hours(self.made, hours.values())] if hours else []
        lists = of_table(_("today"), self.made, lambda: day_table(groups))
        return [*lists, *calendar, *of_day(today, groups), *self.minutes()]

    def words_changed(self) -> None:
        """A minute has passed: something may have begun or ended, or it is another day."""
        if self.display:
            self.stale = False
            self.read()
            self.refresh_card(keep=True)


def every(rows: Growing[PartnerRow]) -> Iterator[PartnerRow]:
    """All of them, by window."""
    first = 0
    while True:
        while not rows.complete and len(rows) <= first:
            rows.read_on()
        window = rows.window(first, AT_ONCE)
        if not window:
            return
        yield from window
        first += len(window)


def reports(services: Services, desk: ReviewDesk, agreement: Agreement | None) -> Sequence[Export]:
    """What the review can become, of the agreement the cursor is on too."""
    from ...plain.export.gathered import gather
    from ...plain.export.review_choices import review_choices

    return review_choices(gather(services.reader, services.book, desk.review, services.clock()), agreement)


def warm(path: Path) -> None:
    """So that the first letter of the first filter does not wait for the disk; in a thread of its own."""
    with suppress(CacheError):  # whoever reads next is told
        reader = Reader.open(path)
        try:
            reader.warm()
        finally:
            reader.close()
