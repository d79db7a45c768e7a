"""What is under review: the period, what it is held against, and the steps through it; the same for every pane."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..domain.agreement import Agreement
from ..domain.baselines import Baseline
from ..domain.period_review import NEXT_STAGE, PeriodReview
from ..domain.periods import Period, Stage, period_named
from ..settings import Mine
from ..storage.book.book import Book
from .services import Sight
from .state import ScreenState


class ReviewDesk:
    """Reads the book again only when something in it changed."""

    def __init__(
        self, book: Book, period: str | None = None, baseline: int | None = None, *, mine: bool = False
    ) -> None:
        """All but the book as it was remembered; what does not fit any more is as on the first day."""
        self.book = book
        self.mine = mine
        """Only agreements with partners that the configuration calls mine are in view; all of them are reviewed."""
        self._chosen: int | None = baseline
        """The baseline a person chose; None: as the period says."""
        self._read: tuple[tuple[int, Period, int | None], PeriodReview] | None = None
        self._resume(period_named(period or ""))

    def _resume(self, period: Period | None) -> None:
        """Go on with an earlier period, as long as its review was not closed."""
        now = self.book.current_period()
        if period is not None and period.length is now.length and period.first < now.first:
            self.book.under_review = period
            if self.review.closed is not None:
                self.book.under_review, self._chosen = None, None

    @property
    def review(self) -> PeriodReview:
        wanted = self.book.version(), self.book.period(), self._chosen
        if self._read is None or self._read[0] != wanted:
            self._read = wanted, self.book.review_of(wanted[1], wanted[2])
        return self._read[1]

    @property
    def remembered(self) -> tuple[str | None, int | None]:
        """Period and baseline to be remembered, where they are other ones than by themselves."""
        period = self.book.under_review
        return (period.name if period else None), self._chosen

    # -- which period, and against what ------------------------------------------------------------------------

    def earlier(self) -> bool:
        """To the period before; False where nothing is known of it or any before, except of the last one."""
        now, here = self.book.current_period(), self.book.period()
        before = here.previous()
        known = [one for one in self.book.reviewed_periods() if one.length is here.length and one.first <= before.first]
        if here != now and not known:
            return False
        self._turn_to(before)
        return True

    def later(self) -> bool:
        """To the period after; False in the one it is now."""
        here = self.book.period()
        if here == self.book.current_period():
            return False
        self._turn_to(here.following())
        return True

    def _turn_to(self, period: Period) -> None:
        self.book.under_review = None if period == self.book.current_period() else period
        self._chosen = None

    def compare(self, baseline: int | None) -> None:
        """Hold everything against another baseline; None: the one that goes with the period."""
        self._chosen = baseline

    # -- through it ----------------------------------------------------------------------------------------------

    def advance(self, agreement: Agreement) -> Stage | None:
        """Not seen -> seen -> finished; what it is now, or None where it was finished already. Raises BookError."""
        stage = NEXT_STAGE.get(self.review.stage(agreement.id))
        if stage is not None:
            self.book.set_stage(agreement, stage, self.book.period())
        return stage

    def unfinished_after(self, agreement: Agreement, agreements: Sequence[Agreement]) -> Iterator[str]:
        """Ids of those that are not finished, from this one on and round the end."""
        ids = [one.id for one in agreements]
        at = ids.index(agreement.id) if agreement.id in ids else 0
        return (key for key in ids[at + 1 :] + ids[:at] if self.review.stage(key) is not Stage.DONE)

    def complete(self, agreements: Sequence[Agreement]) -> bool:
        """Every agreement is finished."""
        progress = self.review.progress([one.id for one in agreements])
        return progress.total > 0 and progress.done == progress.total

    def name(self) -> str:
        """What the baseline might be called: after its period, counted where there is one of that name."""
        taken, period = {one.name for one in self.book.baselines()}, self.book.period().name
        return next(name for number in range(1, len(taken) + 2) if (name := _numbered(period, number)) not in taken)

    def close(self, name: str, agreements: Sequence[Agreement]) -> Baseline:
        """Keeps how everything stands. Raises BookError; ValueError for an empty name."""
        return self.book.close_review(name, agreements, self.book.period())


def desk_for(services: Sight, state: ScreenState) -> ReviewDesk:
    """As it was left; nothing is mine any more where the configuration has ceased to say what is."""
    mine = state.review_mine and services.settings.mine != Mine()
    return ReviewDesk(services.book, state.review_period, state.review_baseline, mine=mine)


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name} ({number})"
