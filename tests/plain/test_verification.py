"""What a check of the local copy says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tui.domain.freshness import Collection
from tui.plain.verification import sentences

from ..present.saying import in_all

FILE = Path("/c/nord/cache.db")
DELETE = "Slett /c/nord/cache.db og kjør samspill sync; alt i den kommer tilbake fra kilden."


@dataclass(frozen=True, kw_only=True)
class Found:
    records: int = 155
    bad: tuple[tuple[Collection, str], ...] = ()
    integrity: tuple[str, ...] = ()
    references: int = 0
    search: tuple[str, ...] = ()
    marked: bool = True

    @property
    def sound(self) -> bool:
        return not (self.bad or self.integrity or self.references or self.search)


def told(found: Found) -> tuple[list[str], list[str], list[str]]:
    """In bokmål, nynorsk and English."""
    nb, nn, en = in_all(lambda: "\n".join(sentences(FILE, found)))
    return nb.splitlines(), nn.splitlines(), en.splitlines()


def test_a_sound_copy_is_one_sentence() -> None:
    assert told(Found()) == (
        ["Den lokale kopien /c/nord/cache.db er i orden: 155 poster er sjekket."],
        ["Den lokale kopien /c/nord/cache.db er i orden: 155 postar er sjekka."],
        ["The local copy /c/nord/cache.db is sound: 155 records checked."],
    )
    assert told(Found(records=1))[2][0].endswith("1 record checked.")


def test_changed_records_are_named_and_the_way_out_said() -> None:
    bad = ((Collection.PARTNERS, "a1"), (Collection.HOURS, "b2"))
    assert told(Found(bad=bad))[0] == [
        "2 av 155 poster er ikke slik de ble lagret: Partnere a1, Kontortid b2.",
        "Kjør samspill sync; da erstattes de av det kilden har.",
    ]
    assert told(Found(bad=bad, marked=False))[0][1] == DELETE


def test_many_are_counted() -> None:
    many = tuple((Collection.PARTNERS, str(number)) for number in range(9))
    assert told(Found(bad=many))[2][0] == (
        "9 records of 155 are not as they were stored: "
        "Partners 0, Partners 1, Partners 2, Partners 3, Partners 4, and 4 more."
    )


def test_what_sqlite_says_is_said_once_and_clean() -> None:
    nb, _nn, en = told(Found(integrity=("Tree 4 page 7: \x1b[2Jbroken", "and again"), references=2))
    assert en[0] == "The local copy is damaged: Tree 4 page 7: ␛[2Jbroken."
    assert en[1] == "2 rows refer to something that is not there."
    assert (len(nb), nb[2]) == (3, DELETE)


def test_a_search_that_was_built_anew_needs_nothing_more() -> None:
    assert told(Found(search=("partner_words",)))[0] == ["Søket stemte ikke med listen, og er bygd på nytt."]
