"""Reviews of agreements: stages of a period, and baselines that are kept when a review is closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ...domain.agreement import Agreement
from ...domain.baselines import Baseline, BaselineKey, Stated, values_of
from ...domain.identity import Names, agreement_subject, goal_subject
from ...domain.period_review import PeriodReview, closing, held_against, over
from ...domain.periods import AgreementReview, Period, Stage, period_named
from ...domain.review import RecordKind, RecordRef
from ...domain.text import clean_line
from ...domain.undo import Action
from ..codec import decode_plain, encode_plain
from ..moments import EPOCH, from_micros
from . import subjects
from .file import BookFile
from .stages import set_stage

_BASELINE = "SELECT id, name, period, closed_at, seq FROM baseline"
NAME = 200
"""Characters of a baseline's name."""


class Reviews(BookFile):
    """Periods and baselines. Questions never raise; what writes raises BookError."""

    def period_reviews(self, period: Period) -> Mapping[str, AgreementReview]:
        """Stages of a period by agreement; one that is missing was not seen."""
        found = self.rows(
            "SELECT agreement_id, period, stage, at, followed_from FROM agreement_review WHERE period = ?", period.name
        )
        return {row[0]: _review(row) for row in found}

    def last_review(self, agreement_id: str) -> AgreementReview | None:
        """When an agreement was last seen, in whichever period."""
        found = self.rows(
            "SELECT agreement_id, period, stage, at, followed_from FROM agreement_review WHERE agreement_id = ?"
            " AND stage <> 'not_seen' ORDER BY at DESC LIMIT 1",
            agreement_id,
        )
        return _review(found[0]) if found else None

    def set_stage(self, agreement: Agreement, stage: Stage, period: Period, names: Names | None = None) -> None:
        """How far the review of an agreement has come in a period. `names` of partners where it has none itself."""
        with self.step(Action.STAGED, agreement.title) as (connection, step):
            subjects.ensure(connection, agreement_subject(agreement, names))
            set_stage(connection, step, agreement.id, period.name, stage, self.now())

    def review_of(self, period: Period, baseline: int | None = None) -> PeriodReview:
        """A period with what it is held against: the baseline of this number, else what `held_against` says."""
        every = self.baselines()
        against = next((one for one in every if one.id == baseline), None) or held_against(period, every)
        end = over(period, every)
        until = end if end is not None and (against is None or end.id > against.id) else None
        return PeriodReview(
            period=period,
            stages=self.period_reviews(period),
            baseline=against,
            values=self.baseline_values(against) if against else {},
            closed=closing(period, every),
            until=until,
            ended=self.baseline_values(until) if until else {},
        )

    def reviewed_periods(self) -> tuple[Period, ...]:
        """Periods anything is known of, the earliest first; also of other lengths, where that was set otherwise."""
        names = self.rows("SELECT period FROM agreement_review UNION SELECT period FROM baseline WHERE period NOT NULL")
        found = (period_named(name) for (name,) in names)
        return tuple(sorted((one for one in found if one is not None), key=lambda one: one.first))

    def baselines(self) -> tuple[Baseline, ...]:
        """Closed reviews, the latest first."""
        return tuple(_baseline(row) for row in self.rows(f"{_BASELINE} ORDER BY id DESC"))

    def baseline_values(self, baseline: Baseline) -> Mapping[BaselineKey, Stated]:
        """How agreements and goals stood then; see `baselines.movement`."""
        found = self.rows(
            "SELECT kind, source_id, record_id, field, value FROM baseline_value WHERE baseline = ?", baseline.id
        )
        return {
            (RecordRef(kind=RecordKind(kind), source_id=source, record_id=record), field): decode_plain(value)
            for kind, source, record, field, value in found
        }

    def close_review(
        self, name: str, agreements: Iterable[Agreement], period: Period | None = None, names: Names | None = None
    ) -> Baseline:
        """Keeps how everything stands under a name; from now on "since the last review" begins here.

        What was not marked as looked at does not count any more, and says that it was passed over. Raises ValueError
        for an empty name.
        """
        cleaned, known = clean_line(name, NAME).strip(), tuple(agreements)
        if not cleaned:
            raise ValueError(name)
        values = values_of(known, self.today())
        with self.step(Action.REVIEW_CLOSED, cleaned) as (connection, step):
            number = connection.execute(
                "INSERT INTO baseline (name, period, closed_at, seq)"
                " VALUES (?, ?, ?, (SELECT coalesce(max(seq), 0) FROM history))",
                (cleaned, period.name if period else None, self.now()),
            ).lastrowid
            step.made("baseline", number)
            for agreement in known:
                subjects.ensure(connection, agreement_subject(agreement, names))
                for goal in agreement.goals:
                    subjects.ensure(connection, goal_subject(goal, agreement, names))
            connection.executemany(
                "INSERT INTO baseline_value VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (number, ref.kind.value, ref.source_id, ref.record_id, field, encode_plain(value))
                    for (ref, field), value in values.items()
                ],
            )
            return _baseline(connection.execute(f"{_BASELINE} WHERE id = ?", (number,)).fetchone())


def _baseline(row: tuple[Any, ...]) -> Baseline:
    number, name, period, closed_at, seq = row
    return Baseline(id=number, name=name, period=period, closed_at=from_micros(closed_at) or EPOCH, seq=seq)


def _review(row: tuple[Any, ...]) -> AgreementReview:
    agreement_id, period, stage, at, followed = row
    return AgreementReview(
        agreement_id=agreement_id,
        period=period,
        stage=Stage(stage),
        at=from_micros(at) or EPOCH,
        followed_from=followed,
    )
