"""A data folder is read whole, or every fault in it is named with file, line and key."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from tui.server.faults import FolderBroken, key_text
from tui.server.folder import load
from tui.server.records import records_of

from .folders import AGREEMENTS, HOURS, PARTNERS, PLACES, SETTINGS, write


def faults(folder: Path) -> list[tuple[str, int | None, str, str]]:
    with pytest.raises(FolderBroken) as caught:
        load(folder)
    return [(str(f.path.relative_to(folder)), f.line, f.key, f.message) for f in caught.value.faults]


def test_a_good_folder_is_read_whole(tmp_path: Path) -> None:
    snapshot = load(write(tmp_path))
    assert (snapshot.title, snapshot.timezone) == ("Test", "Europe/Oslo")
    assert set(snapshot.partners) == {"nav-vefsna", "bymisjonen", "tromso"}
    assert snapshot.partners["nav-vefsna"]["organization_number"] == "974760673"
    assert snapshot.hours["nav-kafe"]["session"][1]["opens"] == "09:00"
    assert snapshot.sources[0]["url"] == "https://example.org/%C3%A6"


def test_the_snapshot_cannot_be_changed(tmp_path: Path) -> None:
    snapshot = load(write(tmp_path))
    with pytest.raises(TypeError):
        snapshot.partners["new"] = {}  # type: ignore[index]


def test_ids_depend_on_namespace_and_key_only(tmp_path: Path) -> None:
    one = records_of(load(write(tmp_path / "one")))
    other = records_of(load(write(tmp_path / "two", partners=PARTNERS.replace("Nav Vefsna", "Another name"))))
    foreign = records_of(load(write(tmp_path / "three", samspill=SETTINGS.replace("test.", "else."))))
    ids = {str(record["id"]) for record in one.of("organizations")}
    assert ids == {record["id"] for record in other.of("organizations")}
    assert ids.isdisjoint(record["id"] for record in foreign.of("organizations"))
    base = uuid5(NAMESPACE_URL, "https://test.example/")
    assert ids == {str(uuid5(base, f"organization/{key}")) for key in ("nav-vefsna", "bymisjonen", "tromso")}


def test_the_time_of_the_file_stands_in_for_a_missing_modified(tmp_path: Path) -> None:
    settings = "".join(line for line in SETTINGS.splitlines(True) if not line.startswith("modified"))
    folder = write(tmp_path, samspill=settings)
    os.utime(folder / "partners.toml", (1_700_000_000, 1_700_000_000))
    snapshot = load(folder)
    assert snapshot.partners["tromso"]["modified"] == datetime.fromtimestamp(1_700_000_000, UTC)
    assert snapshot.partners["bymisjonen"]["modified"] == datetime(2026, 11, 21, 7, tzinfo=UTC)


def test_a_record_is_as_new_as_what_it_holds(tmp_path: Path) -> None:
    records = records_of(load(write(tmp_path)))
    stamps = {record["title"]: record["last_modified"] for record in records.of("agreements")}
    assert stamps == {"Letter of intent": "2026-11-21T07:00:00.000Z"}  # that of the party changed last


FAULTY = [
    ("samspill", SETTINGS.replace('title = "Test"\n', ""), ("samspill.toml", None, "title", "is missing")),
    ("samspill", SETTINGS.replace("test.example", "Test Example"), ("samspill.toml", 3, "namespace", "host name")),
    ("samspill", SETTINGS + "pulisher = 1\n", ("samspill.toml", 7, "pulisher", "Did you mean publisher?")),
    ("samspill", SETTINGS.replace("+01:00", ""), ("samspill.toml", 4, "modified", "offset")),
    ("samspill", SETTINGS + 'timezone = "Europe/Olso"\n', ("samspill.toml", 7, "timezone", "not a time zone")),
    ("partners", "[partner.x]\nname = \n", ("partners.toml", 2, "", "the value is not valid")),
    ("partners", "[partner.x]\nname = 'a'\nname = 'b'\n", ("partners.toml", 3, "", "the key is there twice")),
    ("partners", '[partner.x]\nname = "never closed', ("partners.toml", 2, "", "not valid TOML")),
    ("partners", PARTNERS + "secktor = 1\n", ("partners.toml", 32, "partner.tromso.secktor", "Did you mean sector?")),
    (
        "partners",
        PARTNERS + "zzz = 1\n",
        ("partners.toml", 32, "partner.tromso.zzz", "Use one of these: name, alternate_name"),
    ),
    (
        "partners",
        PARTNERS.replace('"public"', '"pubic"'),
        ("partners.toml", 3, "partner.nav-vefsna.sector", '"public"?'),
    ),
    (
        "partners",
        PARTNERS.replace('"1824"', "1824"),
        ("partners.toml", 4, "partner.nav-vefsna.municipality", 'like "1824"'),
    ),
    (
        "partners",
        PARTNERS.replace("760 673", "760"),
        ("partners.toml", 5, "partner.nav-vefsna.organization_number", "nine"),
    ),
    (
        "partners",
        PARTNERS.replace("post@", "post"),
        ("partners.toml", 15, "partner.bymisjonen.email", "e-mail address"),
    ),
    (
        "partners",
        PARTNERS.replace("https://", "htp:/"),
        ("partners.toml", 16, "partner.bymisjonen.website", "web address"),
    ),
    (
        "partners",
        PARTNERS.replace('"leder"', '""'),
        ("partners.toml", 21, "partner.bymisjonen.contact[1].title", "is empty"),
    ),
    (
        "partners",
        PARTNERS.replace('"leder"', '"a\\u001bb"'),
        ("partners.toml", 21, "partner.bymisjonen.contact[1].title", "control"),
    ),
    (
        "partners",
        PARTNERS.replace('"00000001"', "1"),
        ("partners.toml", 24, "partner.bymisjonen.contact[1].phones[2].number", "text"),
    ),
    (
        "partners",
        PARTNERS.replace('phone = "00000002"', "").replace('title = "vakt"', ""),
        ("partners.toml", 26, "partner.bymisjonen.contact[2]", "is empty"),
    ),
    (
        "partners",
        PARTNERS + "[partner.tromso.contact]\n",
        ("partners.toml", 32, "partner.tromso.contact", "[[partner.tromso.contact]]"),
    ),
    ("partners", PARTNERS + "contact = 3\n", ("partners.toml", 32, "partner.tromso.contact", "list of tables")),
    ("partners", PARTNERS + "contact = [3]\n", ("partners.toml", 32, "partner.tromso.contact[1]", "must be a table")),
    ("partners", PARTNERS + "[partner.Nav_X]\nname = 'x'\n", ("partners.toml", 32, "partner.Nav_X", "is not a key")),
    ("partners", PARTNERS + "[partnar.x]\nname = 'x'\n", ("partners.toml", 32, "partnar", "Did you mean partner?")),
    ("partners", "partner = 3\n", ("partners.toml", 1, "partner", "[partner.some-key]")),
    ("partners", "[partner]\nname = 'x'\n", ("partners.toml", 2, "partner.name", "stands alone")),
    ("places", PLACES + "[partner.tromso]\nname = 'x'\n", ("places.toml", 17, "partner.tromso", "partners.toml")),
    (
        "places",
        PLACES.replace('"bymisjonen"', '"bymisjon"'),
        ("places.toml", 3, "place.kafe.host", 'Did you mean "bymisjonen"?'),
    ),
    ("places", PLACES.replace('"bymisjonen"', "3"), ("places.toml", 3, "place.kafe.host", "key of a partner")),
    ("places", PLACES.replace('"8656"', '"865"'), ("places.toml", 6, "place.kafe.postal_code", "four digits")),
    ("hours", HOURS.replace('place = "kafe"\n', ""), ("nordland/hours.toml", 1, "hours.nav-kafe.place", "is missing")),
    (
        "hours",
        HOURS.replace("2026-01-06\nuntil", '"6.1.2026"\nuntil'),
        ("nordland/hours.toml", 13, "hours.nav-kafe.session[1].starts", "a day in the calendar"),
    ),
    (
        "hours",
        HOURS.replace('"10:00"', '"25:00"'),
        ("nordland/hours.toml", 16, "hours.nav-kafe.session[1].opens", "time of day"),
    ),
    (
        "hours",
        HOURS.replace('["tu"]', '["tirsdag"]'),
        ("nordland/hours.toml", 12, "hours.nav-kafe.session[1].days[1]", '"mo", "tu"'),
    ),
    (
        "hours",
        HOURS.replace('["tu"]', '"tu"'),
        ("nordland/hours.toml", 12, "hours.nav-kafe.session[1].days", "must be a list"),
    ),
    ("hours", HOURS.replace('["tu"]', "[]"), ("nordland/hours.toml", 12, "hours.nav-kafe.session[1].days", "is empty")),
    (
        "hours",
        HOURS.replace('["tu"]', '["1tu"]'),
        ("nordland/hours.toml", 12, "hours.nav-kafe.session[1].days", "monthly"),
    ),
    (
        "hours",
        HOURS.replace('"weekly"', '"weekley"'),
        ("nordland/hours.toml", 10, "hours.nav-kafe.session[1].repeat", '"weekly"?'),
    ),
    (
        "hours",
        HOURS.replace('repeat = "weekly"', ""),
        ("nordland/hours.toml", 11, "hours.nav-kafe.session[1].every", "repeat"),
    ),
    (
        "hours",
        HOURS.replace("every = 2", "every = 0"),
        ("nordland/hours.toml", 11, "hours.nav-kafe.session[1].every", "from 1"),
    ),
    (
        "hours",
        HOURS.replace("every = 2", "month_days = [1]"),
        ("nordland/hours.toml", 11, "hours.nav-kafe.session[1].month_days", "monthly"),
    ),
    (
        "hours",
        HOURS.replace("until = 2026-12-31", "until = 2025-12-31"),
        ("nordland/hours.toml", 14, "hours.nav-kafe.session[1].until", "before starts"),
    ),
    (
        "hours",
        HOURS.replace("count = 5", "count = 5\nuntil = 2026-12-01"),
        ("nordland/hours.toml", 40, "hours.nav-kafe.session[2].count", "until"),
    ),
    (
        "hours",
        HOURS.replace("closes = 12:00:00\n", ""),
        ("nordland/hours.toml", 16, "hours.nav-kafe.session[1].opens", "without closes"),
    ),
    (
        "hours",
        HOURS.replace("= false", '= "no"'),
        ("nordland/hours.toml", 19, "hours.nav-kafe.session[1].by_appointment", "true or false"),
    ),
    (
        "hours",
        HOURS.replace("[1, -1]", "[32]"),
        ("nordland/hours.toml", 39, "hours.nav-kafe.session[2].month_days[1]", "day of the month"),
    ),
    (
        "hours",
        HOURS.replace('description = "By agreement", ', ""),
        ("nordland/hours.toml", 50, "hours.video.session[1]", "neither repeat"),
    ),
    (
        "hours",
        HOURS.replace("starts = 2026-01-06\nopens", "opens"),
        ("nordland/hours.toml", 40, "hours.nav-kafe.session[2].count", "needs starts"),
    ),
    (
        "hours",
        HOURS.replace('"cancelled"', '"canceled"'),
        ("nordland/hours.toml", 34, "hours.nav-kafe.session[1].exception[2].status", '"cancelled"?'),
    ),
    (
        "agreements",
        AGREEMENTS.replace('"2023-05"', '"2023-13"'),
        ("agreements.toml", 6, "agreement.nav-kbn.signed", '"2026-01"'),
    ),
    (
        "agreements",
        AGREEMENTS.replace("2027-06-01", "2022-06-01"),
        ("agreements.toml", 9, "agreement.nav-kbn.valid_to", "before valid_from"),
    ),
    (
        "agreements",
        AGREEMENTS.replace('key = "prose"', 'key = "talks"'),
        ("agreements.toml", 60, "agreement.nav-kbn.goal[2].key", "used twice"),
    ),
    (
        "agreements",
        AGREEMENTS.replace('key = "prose"\n', ""),
        ("agreements.toml", 59, "agreement.nav-kbn.goal[2].key", "is missing"),
    ),
    (
        "agreements",
        AGREEMENTS.replace("target = 20", "target = inf"),
        ("agreements.toml", 55, "agreement.nav-kbn.goal[1].indicator[1].period[1].target", "a number"),
    ),
]


@pytest.mark.parametrize(
    ("stem", "text", "expected"), FAULTY, ids=[f"{e[2] or e[3]}-{i}" for i, (_, _, e) in enumerate(FAULTY)]
)
def test_a_fault_has_file_line_and_key(
    tmp_path: Path, stem: str, text: str, expected: tuple[str, int | None, str, str]
) -> None:
    found = [fault for fault in faults(write(tmp_path, **{stem: text})) if fault[2] == expected[2]]
    assert [fault[:3] for fault in found] == [expected[:3]]
    assert expected[3] in found[0][3]


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path, partners=PARTNERS.replace('"1824"', "1"), places=PLACES.replace("8656", "8"), hours="[hours"
    )
    assert [fault[:2] for fault in faults(folder)] == [
        ("nordland/hours.toml", 1),
        ("partners.toml", 4),
        ("places.toml", 6),
    ]


def test_a_reference_is_not_blamed_for_an_unreadable_file(tmp_path: Path) -> None:
    assert [fault[0] for fault in faults(write(tmp_path, partners="[partner"))] == ["partners.toml"]


def test_a_fault_is_one_line_for_a_person(tmp_path: Path) -> None:
    folder = write(tmp_path, partners=PARTNERS.replace('"public"', '"pubic"'))
    with pytest.raises(FolderBroken) as caught:
        load(folder)
    assert str(caught.value) == (
        f"{folder / 'partners.toml'}, line 3: partner.nav-vefsna.sector: "
        'The value is "pubic", but must be one of "voluntary", "public", "private". Did you mean "public"?'
    )


def test_a_folder_without_settings_says_so(tmp_path: Path) -> None:
    words = "There is no samspill.toml in the folder. Make one that states title, publisher and namespace."
    assert faults(tmp_path) == [(".", None, "", words)]


def test_a_missing_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(FolderBroken, match="There is no such folder"):
        load(tmp_path / "nowhere")


def test_a_file_in_place_of_a_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(FolderBroken, match="This is a file"):
        load(write(tmp_path) / "samspill.toml")


def test_other_encodings_are_named_with_their_line(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "partners.toml").write_bytes('[partner.x]\nname = "Mosjøen"\n'.encode("latin-1"))
    assert faults(folder)[0][:2] == ("partners.toml", 2)
    assert "UTF-8" in faults(folder)[0][3]


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "partners.toml").write_text(PARTNERS, encoding="utf-8-sig")
    assert load(folder).partners["nav-vefsna"]["name"] == "Nav Vefsna"


def test_a_link_to_nothing_is_a_fault(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / "more.toml").symlink_to(folder / "gone")
    assert faults(folder)[0][0] == "more.toml"
    assert "is a link" in faults(folder)[0][3]


def test_a_long_value_is_cut_and_what_cannot_be_seen_is_left_out(tmp_path: Path) -> None:
    folder = write(tmp_path, hours=HOURS.replace('"10:00"', '"\\u001b[31m' + "x" * 1000 + '"'))
    message = faults(folder)[0][3]
    assert '" [31mxxx' in message
    assert len(message) < 200


def test_hidden_files_are_left_alone(tmp_path: Path) -> None:
    folder = write(tmp_path)
    (folder / ".draft.toml").write_text("broken", encoding="utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.toml").write_text("broken", encoding="utf-8")
    load(folder)


def test_absurd_nesting_is_a_fault(tmp_path: Path) -> None:
    folder = write(tmp_path, partners="a = " + "[" * 5000 + "]" * 5000)
    assert faults(folder)[0][0] == "partners.toml"


def test_keys_count_from_one() -> None:
    assert key_text(("hours", "x", "session", 1, "opens")) == "hours.x.session[2].opens"
