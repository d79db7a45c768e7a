"""Norwegian order and search folding."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.domain.collation import fold, folds, search_terms, sort_key, sort_keys

RUNS = settings(max_examples=200, deadline=None)
NAMES = st.text(st.sampled_from("aeobnrstzæøåÆØÅAáčđŋšŧžäöéü 09-."), max_size=15)

IN_ORDER = [
    "3 venner",
    "Alstahaug",
    "André Hansen",
    "Arendal",
    "Bodø",
    "Bodø frivilligsentral",
    "Bodøsentralen",
    "Hábmer",
    "Hadsel",
    "Mulig",
    "Müller",
    "Nav Nordland",
    "«Nav» Vefsn",
    "Zulu",
    "Ælfred",
    "Ärlig",
    "Øksnes",
    "Ørland",
    "Östersund",
    "Aarborte",
    "Aasen",
    "Åsnes",
    "Aasta",
    "Киев",
]


def test_norwegian_names_in_order() -> None:
    shuffled = IN_ORDER[:]
    random.Random(4).shuffle(shuffled)
    assert sorted(shuffled, key=sort_key) == IN_ORDER


def test_the_last_letters_are_in_the_order_of_the_alphabet() -> None:
    assert "".join(sorted("åøæzyxwvutsrqponmlkjihgfedcba", key=sort_key)) == "abcdefghijklmnopqrstuvwxyzæøå"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Aasen", "Åsen"),
        ("AASEN", "åsen"),
        ("Kåfjord", "Ka\u030afjord"),
        ("Säther", "Sæther"),
        ("Örn", "Ørn"),
        ("Šapmi", "Sapmi"),
        ("Romsa-Tromssa", "romsa tromssa"),
        ("«Brua»", "Brua"),
        ("Đoŋŋa", "Donna"),
    ],
)
def test_alike_in_order(one: str, other: str) -> None:
    assert sort_key(one) == sort_key(other)


@pytest.mark.parametrize(
    "spellings",
    [
        ("Tromsø", "tromso", "tromsoe", "TROMSÖ", "Tromsø".upper()),
        ("Ås", "aas", "AAS", "A\u030as", "as"),
        ("Hábmer", "habmer", "HÁBMER"),
        ("Sæther", "saether", "Säther"),
        ("Kárášjohka", "karasjohka"),
        ("Unjárga – Nesseby", "unjarga – nesseby"),
        ("Deanu ŋ đ ŧ ž", "deanu n d t z"),
        ("Aarborte", "arborte", "Årborte"),
        ("974 760 673", "974760673", "974\u00a0760\u00a0673"),
    ],
)
def test_alike_in_a_search(spellings: tuple[str, ...]) -> None:
    assert len({fold(each) for each in spellings}) == 1


def test_vowels_are_not_all_one() -> None:
    assert len({fold(each) for each in ("Bæ", "Bø", "Be", "Ba", "Bu")}) == 5


@pytest.mark.parametrize(
    ("query", "terms"),
    [
        ("Røde Kors", ("rode", "kors")),
        ("  nav-nord, NAV ", ("nav", "nord")),
        ("974 760 673", ("974760673",)),
        ("974 760 67", ("97476067",)),
        ("974 7", ("9747",)),
        ("org 974 760 673 Oslo", ("org", "974760673", "oslo")),
        ("Storgata 12 8656 Mosjøen", ("storgata", "12", "8656", "mosjon")),
        ('"*)( -', ()),
        ("", ()),
        ("\ud800 a", ("a",)),
    ],
)
def test_terms_of_a_query(query: str, terms: tuple[str, ...]) -> None:
    assert search_terms(query) == terms


@RUNS
@given(NAMES, NAMES)
def test_case_and_normalization_form_do_not_count(name: str, other: str) -> None:
    for variant in (name.upper(), unicodedata.normalize("NFD", name)):
        assert sort_key(variant) == sort_key(name)
        assert fold(variant) == fold(name)
    assert (sort_key(name) < sort_key(other)) == (sort_key(name.lower()) < sort_key(other.lower()))


@RUNS
@given(NAMES, st.integers(0, 15))
def test_what_is_typed_so_far_folds_to_the_beginning_of_the_whole(name: str, typed: int) -> None:
    assert fold(name).startswith(fold(name[:typed]))


@RUNS
@given(NAMES)
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)
    assert fold(name).isascii()


@RUNS
@given(st.text(max_size=30))
def test_any_text_has_a_key_and_terms(text: str) -> None:
    sort_key(text).encode()
    assert all(term and term == fold(term) for term in search_terms(text))


@RUNS
@given(st.lists(NAMES, max_size=10))
def test_the_alphabet_decides_first(names: list[str]) -> None:
    ordered = sorted(names, key=sort_key)
    firsts = [key[0] for key in map(sort_key, ordered) if key]
    assert firsts == sorted(firsts)


@RUNS
@given(st.text(st.characters(max_codepoint=0x17F), max_size=15))
def test_what_stands_beside_a_text_does_not_change_it(name: str) -> None:
    """Texts in the letters of Western Europe go another way than those with any other."""
    assert sort_key(f"{name} \u0436") == f"{sort_key(name)} \u0436".strip()
    assert fold(f"{name} \u0436") == f"{fold(name)} \u0436"


@RUNS
@given(st.lists(NAMES | st.text(max_size=12) | st.text(st.sampled_from("aoe 123\n\0\x01"), max_size=12), max_size=5))
def test_many_at_once_are_what_each_is_alone(names: list[str]) -> None:
    assert sort_keys(names) == [sort_key(name) for name in names]
    assert folds(names) == [fold(name) for name in names]
