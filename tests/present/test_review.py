"""Changes and reviews in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tui.domain.baselines import Baseline, Movement
from tui.domain.consequences import DaysLeft, GoalsAfterEnd
from tui.domain.errors import Busy, Cancelled
from tui.domain.freshness import Collection, CollectionState
from tui.domain.notes import Answer, Finding, Question, Subject
from tui.domain.periods import AgreementReview, PeriodLength, ReviewProgress, Stage, period_of
from tui.domain.review import WITHHELD, Change, ChangeKind, Named, RecordKind, RecordRef, ReviewState, Topic
from tui.domain.schedule import ByDay, Frequency, OfficeHours, Recurrence
from tui.domain.undo import Action, Undone
from tui.present import language, review

NOW = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)
TUESDAY = OfficeHours(
    id="1", source_id="h", opens_at=time(10), closes_at=time(12, 30),
    recurrence=Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=1),)),
)  # fmt: skip
BRUA = (Named(id="brua", name="Brua møteplass"), Named(id="nav", name="Nav"))


def change(
    record: RecordKind, field: str | None, before: object = None, after: object = None, **more: object
) -> Change:
    topics = {
        RecordKind.PARTNER: Topic.PARTNERS, RecordKind.HOURS: Topic.HOURS, RecordKind.AGREEMENT: Topic.AGREEMENTS,
        RecordKind.GOAL: Topic.GOALS,
    }  # fmt: skip
    values: dict[str, object] = {
        "seq": 1, "ref": RecordRef(kind=record, source_id="s", record_id="r"), "topic": topics[record],
        "kind": ChangeKind.CHANGED, "title": "Språkkafé", "partners": BRUA, "field": field, "before": before,
        "after": after, "fetched_at": NOW,
    }  # fmt: skip
    if record is RecordKind.HOURS:
        values |= {"session": TUESDAY, "title": "Veiledning"}
    if record is RecordKind.GOAL:
        values |= {"goal_number": 2, "goal_title": "Frivillige"}
    return Change(**(values | more))  # type: ignore[arg-type]


GONE: dict[str, object] = {"kind": ChangeKind.REMOVED}
NEW: dict[str, object] = {"kind": ChangeKind.ADDED}
CASES = [
    (change(RecordKind.HOURS, None, **GONE), "Brua møteplass, ti 10-12:30: åpent -> borte"),
    (change(RecordKind.HOURS, None, **NEW), "Brua møteplass, ti 10-12:30: - -> ny"),
    (
        change(RecordKind.HOURS, "exceptions[2026-11-24]", None, {"date": "2026-11-24", "status": "cancelled"}),
        "Brua møteplass, ti 24.11: 10-12:30 -> AVLYST",
    ),
    (
        change(
            RecordKind.HOURS, "exceptions[2026-11-24]", None,
            {"date": "2026-11-24", "status": "moved", "opens_at": "13:00:00", "closes_at": "14:30:00"},
        ),
        "Brua møteplass, ti 24.11: 10-12:30 -> flyttet 13-14:30",
    ),
    (
        change(RecordKind.HOURS, "exceptions[2026-11-24].status", "cancelled", "moved"),
        "Brua møteplass, ti 24.11: AVLYST -> flyttet",
    ),
    (change(RecordKind.HOURS, "opens_at", "09:00:00", "10:00:00"), "Brua møteplass, ti 10-12:30, åpner: 9 -> 10"),
    (change(RecordKind.HOURS, "host_id", "nav", "x"), "Brua møteplass, ti 10-12:30, vert: Nav -> x"),
    (
        change(RecordKind.GOAL, "indicators[i].periods[2026-01-01/2026-06-30].target", None, 60),
        "Språkkafé, mål 2, måltall (til 30.6.2026): ikke oppgitt -> 60",
    ),
    (
        change(RecordKind.GOAL, "indicators[i].periods[2026-01-01/].actual", 11, 12.5),
        "Språkkafé, mål 2, nå (fra 1.1.2026): 11 -> 12,5",
    ),
    (change(RecordKind.GOAL, "lifecycle_status", "active", "completed"),
     "Språkkafé, mål 2, status: i gang -> fullført"),
    (change(RecordKind.GOAL, "achievement_status", None, "behind"),
     "Språkkafé, mål 2, måloppnåelse: ikke oppgitt -> BAK"),
    (change(RecordKind.GOAL, "actions[t].status", "scheduled", "met"), "Språkkafé, mål 2, status: planlagt -> gjort"),
    (change(RecordKind.GOAL, None, **NEW), "Språkkafé, mål 2, mål: - -> ny"),
    (
        change(RecordKind.AGREEMENT, "valid_to", "2027-12-31", "2026-12-31"),
        "Språkkafé, sluttdato: 31.12.2027 -> 31.12.2026",
    ),
    (change(RecordKind.AGREEMENT, "status", "active", "renewed"), "Språkkafé, status: aktiv -> fornyet"),
    (change(RecordKind.AGREEMENT, "status", "active", "odd"), "Språkkafé, status: aktiv -> odd"),
    (change(RecordKind.AGREEMENT, "documents[0]", None, {"url": "https://x", "title": "Avtale.pdf"}),
     "Språkkafé, dokument: ikke oppgitt -> Avtale.pdf"),
    (change(RecordKind.AGREEMENT, None, **GONE), "Språkkafé, avtale: fantes -> borte"),
    (change(RecordKind.PARTNER, "email", WITHHELD, WITHHELD, topic=Topic.CONTACTS),
     "Brua møteplass, e-post er endret (hva det var, er ikke lagret)"),
    (change(RecordKind.PARTNER, "places[p].city", "Bø", "Bodø"), "Brua møteplass, poststed: Bø -> Bodø"),
    (change(RecordKind.PARTNER, "municipality_code", "5501", None), "Brua møteplass, kommune: Tromsø -> ikke oppgitt"),
    (change(RecordKind.PARTNER, "unheard_of", True, [1, "a"]), "Brua møteplass, unheard_of: ja -> 1, a"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "words"), CASES, ids=[words for _, words in CASES])
def test_a_change_is_one_sentence(given: Change, words: str) -> None:
    language.use("nb")
    assert review.sentence(given) == words


@pytest.mark.parametrize("lang", ["nb", "nn", "en"])
def test_every_value_has_a_word(lang: str) -> None:
    language.use(lang)
    words = [
        *(review.topic(one) for one in Topic), *(review.state(one) for one in ReviewState),
        *(review.stage(one) for one in Stage), *(review.sentence(one) for one, _ in CASES),
        *(review.undone(Undone(action=one, title="", at=NOW)) for one in Action),
    ]  # fmt: skip
    assert all(words)
    assert len({review.undone(Undone(action=one, title="", at=NOW)) for one in Action}) == len(Action)


def test_both_times_are_kept_apart() -> None:
    language.use("nb")
    known = change(RecordKind.AGREEMENT, "title", "a", "b", modified_at=NOW - timedelta(days=2))
    assert review.when(known, NOW) == "hentet i dag 08:03; endret i kilden lø 21.11 08:03"
    unknown = change(RecordKind.AGREEMENT, "title", "a", "b")
    assert review.when(unknown, NOW) == "hentet i dag 08:03; kilden sier ikke når det ble endret"


def test_what_follows() -> None:
    language.use("nb")
    assert review.consequence(DaysLeft(now=38, before=403)) == "38 dager igjen, var 403"
    assert review.consequence(DaysLeft(now=None, before=403)) == "ikke avtalt, var 403"
    assert review.consequence(GoalsAfterEnd(count=2)) == "2 mål har frist etter ny sluttdato"


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        (Movement(before=41, now=55, delta=14, known=True), "+14"),
        (Movement(before=55, now=52.5, delta=-2.5, known=True), "-2,5"),
        (Movement(before=1, now=1, delta=0, known=True), "0"),
        (Movement(before=None, now=1, delta=None, known=True), "?"),
        (Movement(before=None, now=1, delta=None, known=False), "ny"),
    ],
)
def test_movement_is_a_number_or_a_question_mark(moved: Movement, words: str) -> None:
    language.use("nb")
    assert review.movement(moved) == words


def test_where_one_stands() -> None:
    language.use("nb")
    period = period_of(date(2026, 11, 23), PeriodLength.TERTIAL)
    assert review.period(period) == "T3-2026 (1.9-31.12)"
    assert review.progress(ReviewProgress(total=23, not_seen=16, seen=0, noted=0, done=7)) == "7 av 23 gjennomgått"
    assert review.changes(12, 5) == "12 endringer hos 5 partnere"
    assert review.changes(1, 1) == "1 endring hos 1 partner"
    seen = AgreementReview(agreement_id="a", period="T3-2026", stage=Stage.SEEN, at=NOW)
    assert (review.stage_when(seen, NOW), review.stage_when(None, NOW)) == ("sett 23.11", "ikke sett")
    closed = Baseline(id=1, name="T2-gjennomgang", period=None, closed_at=NOW, seq=1)
    assert review.baseline(closed, NOW) == "T2-gjennomgang (23.11)"


def test_silence_is_explained() -> None:
    language.use("nb")
    failed = CollectionState(
        collection=Collection.AGREEMENTS, rows=1, completed_at=NOW, attempted_at=NOW, error=Busy()
    )  # fmt: skip
    assert review.not_checked(failed) == (
        "Avtaler og mål er ikke sjekket: siste synk feilet. «Ingen endring» betyr her «vet ikke»."
    )
    for begun in (replace(failed, error=None, interrupted=True), replace(failed, error=Cancelled())):
        assert review.not_checked(begun).startswith("Avtaler og mål er ikke sjekket: siste synk er ikke ferdig.")
    never = CollectionState(collection=Collection.HOURS, rows=0, completed_at=None, attempted_at=None, error=None)
    assert "aldri hentet" in review.not_checked(never)


def test_notes_say_what_became_of_their_record() -> None:
    language.use("nn")
    assert review.orphaned() == "Kjelda har ikkje denne posten lenger. Notatet blir ståande."
    assert review.followed("a[/]") == "Følgde etter: posten hadde id a[/] før."


def test_questions_and_answers() -> None:
    language.use("nb")
    subject = Subject(ref=RecordRef.partner("a"), title="Brua")
    question = Question(id=1, subject=subject, text="Stengt?", asked_at=NOW)
    assert review.answer(question, NOW) == "venter på neste synk"
    for finding, words in ((Finding.GONE, "kilden har den ikke lenger"), (Finding.NEW, "ny her")):
        answered = Question(
            id=1, subject=subject, text="Stengt?", asked_at=NOW, answer=Answer(at=NOW, finding=finding)
        )  # fmt: skip
        assert review.answer(answered, NOW) == f"i dag 08:03: {words}"


def test_what_was_taken_back_is_said_with_its_record() -> None:
    language.use("nb")
    assert review.undone(Undone(action=Action.MARKED, title="Brua", at=NOW)) == "Angret: merket som sett (Brua)"
