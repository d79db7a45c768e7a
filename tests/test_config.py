"""What the configuration says, and everything that can be wrong with it."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest

from tui.config import checked_url, is_loopback, load, read
from tui.domain.errors import BadConfig, ConfigFault
from tui.domain.persons import Persons
from tui.domain.query import PartnerFilter
from tui.settings import Mine, Profile, Settings, SyncSettings, UiSettings

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
LEAST = '[profiles.nord]\nurl = "https://samspill.example.no"\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return path


def faults(folder: Path, text: str) -> list[tuple[ConfigFault, str | None, int | None]]:
    return [(fault.fault, fault.key, fault.line) for fault in read(written(folder, text))[1]]


def only(folder: Path, text: str) -> BadConfig:
    found = read(written(folder, text))[1]
    assert len(found) == 1
    return found[0]


def test_no_file_is_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "config.toml") == Settings()
    assert Settings().sync.hold_off == timedelta(hours=1)


def test_a_file_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadConfig) as caught:
        load(tmp_path / "config.toml", required=True)
    assert caught.value.fault is ConfigFault.MISSING
    assert caught.value.path == tmp_path / "config.toml"


def test_everything_set(tmp_path: Path) -> None:
    settings = load(written(tmp_path, """
language = "nn"
profile = "b"
persons = "names"
[profiles.a]
url = "https://a.example.no/hsds/"
[profiles.b]
url = "http://127.0.0.1:8750"
auth = "X-Api-Key"
token_command = ["pass", "show", "b"]
token_file = "b.token"
keyring = true
[sync]
automatic = false
hold_off_minutes = 0
[ui]
mouse = "on"
animations = "off"
"""))  # fmt: skip
    assert settings == Settings(
        language="nn",
        profile="b",
        persons=Persons.NAMES,
        profiles={
            "a": Profile(url="https://a.example.no/hsds"),
            "b": Profile(
                url="http://127.0.0.1:8750",
                auth="X-Api-Key",
                token_command=("pass", "show", "b"),
                token_file=tmp_path / "b.token",
                keyring=True,
            ),
        },
        sync=SyncSettings(automatic=False, hold_off_minutes=0),
        ui=UiSettings(mouse="on", animations="off"),
    )


def test_all_faults_come_at_once_with_their_lines(tmp_path: Path) -> None:
    assert faults(tmp_path, """langauge = "nb"
[profiles.nord]
url = "https://samspill.example.no"
token = "s3cret"
[sync]
automatic = "yes"
hold_off_minutes = -1
[ui]
mouse = "maybe"
[colours]
""") == [
        (ConfigFault.UNKNOWN_KEY, "langauge", 1),
        (ConfigFault.UNKNOWN_KEY, "profiles.nord.token", 4),
        (ConfigFault.WRONG_TYPE, "sync.automatic", 6),
        (ConfigFault.WRONG_VALUE, "sync.hold_off_minutes", 7),
        (ConfigFault.WRONG_VALUE, "ui.mouse", 9),
        (ConfigFault.UNKNOWN_KEY, "colours", 10),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('langauge = "nb"', "language"),
        ("[snyc]", "sync"),
        ("[sync]\nautomatik = true", "automatic"),
        ("[ui]\nanimation = 'on'", "animations"),
        (LEAST + 'token-file = "x"', "token_file"),
    ],
)
def test_a_misspelt_key_is_told_the_one_that_was_meant(tmp_path: Path, text: str, expected: str) -> None:
    fault = only(tmp_path, text)
    assert (fault.fault, fault.expected) == (ConfigFault.UNKNOWN_KEY, expected)


def test_a_key_that_resembles_nothing_is_told_all(tmp_path: Path) -> None:
    assert only(tmp_path, "[ui]\nxyzzy = 1").expected == "mouse, animations, theme, copy, letter_keys"


@pytest.mark.parametrize(
    ("text", "fault", "key"),
    [
        ("language = 1", ConfigFault.WRONG_TYPE, "language"),
        ('language = "sv"', ConfigFault.WRONG_VALUE, "language"),
        ('persons = "all"', ConfigFault.WRONG_VALUE, "persons"),
        ("persons = false", ConfigFault.WRONG_TYPE, "persons"),
        ("sync = 1", ConfigFault.WRONG_TYPE, "sync"),
        ("profiles = []", ConfigFault.WRONG_TYPE, "profiles"),
        ("profiles.a = 1", ConfigFault.WRONG_TYPE, "profiles.a"),
        ("[profiles.a]", ConfigFault.MISSING, "profiles.a.url"),
        ("[sync]\nautomatic = 1", ConfigFault.WRONG_TYPE, "sync.automatic"),
        ("[sync]\nhold_off_minutes = true", ConfigFault.WRONG_TYPE, "sync.hold_off_minutes"),
        ("[sync]\nhold_off_minutes = 1.5", ConfigFault.WRONG_TYPE, "sync.hold_off_minutes"),
        (LEAST + 'token_command = "pass show x"', ConfigFault.WRONG_TYPE, "profiles.nord.token_command"),
        (LEAST + "token_command = []", ConfigFault.WRONG_TYPE, "profiles.nord.token_command"),
        (LEAST + 'auth = "Host"', ConfigFault.WRONG_VALUE, "profiles.nord.auth"),
        (LEAST + 'auth = "X-Key: a"', ConfigFault.WRONG_VALUE, "profiles.nord.auth"),
        (LEAST.replace("nord", "../etc").replace("../etc", '"../etc"'), ConfigFault.WRONG_VALUE, "profiles.../etc"),
        (LEAST.replace("nord", "demo"), ConfigFault.WRONG_VALUE, "profiles.demo"),
        ('profile = "nrod"\n' + LEAST, ConfigFault.WRONG_VALUE, "profile"),
        ("mine = 1", ConfigFault.WRONG_TYPE, "mine"),
        ("[mine]\nmunicipalities = [301]", ConfigFault.WRONG_VALUE, "mine.municipalities"),
        ('[mine]\nmunicipalities = ["182"]', ConfigFault.WRONG_VALUE, "mine.municipalities"),
        ('[mine]\nmunicipalities = "1824"', ConfigFault.WRONG_VALUE, "mine.municipalities"),
        ("[mine]\npartners = [1]", ConfigFault.WRONG_TYPE, "mine.partners"),
        ('[mine]\ncounty = "18"', ConfigFault.UNKNOWN_KEY, "mine.county"),
        ("filters = 1", ConfigFault.WRONG_TYPE, "filters"),
        ("filters.a = 1", ConfigFault.WRONG_TYPE, "filters.a"),
        ("[filters.a]\ntext = 1", ConfigFault.WRONG_TYPE, "filters.a.text"),
        ("[filters.a]\nexpiring_days = -1", ConfigFault.WRONG_VALUE, "filters.a.expiring_days"),
        ('[filters.a]\nnot_reviewed = "yes"', ConfigFault.WRONG_TYPE, "filters.a.not_reviewed"),
        ("[filters.a]\nwithout_agrement = true", ConfigFault.UNKNOWN_KEY, "filters.a.without_agrement"),
        ('[filters.""]', ConfigFault.WRONG_VALUE, "filters."),
        ("language =", ConfigFault.SYNTAX, None),
        ("a = 1\na = 2", ConfigFault.SYNTAX, None),
    ],
)
def test_each_fault_by_itself(tmp_path: Path, text: str, fault: ConfigFault, key: str | None) -> None:
    found = only(tmp_path, text)
    assert (found.fault, found.key, found.path) == (fault, key, tmp_path / "config.toml")


def test_what_is_mine_and_filters_of_ones_own(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '[mine]\nmunicipalities = ["1824", "1804", "0301"]\npartners = ["a"]\n'
        '[filters."kafé i fylket"]\ntext = "kafé"\nmunicipalities = ["18"]\nexpiring_days = 30\n'
        "[filters.alene]\nwithout_agreement = true\nwithout_contact = true\nnot_reviewed = true\n",
    )
    settings, faults = read(path)
    assert faults == ()
    assert settings.mine == Mine(municipalities=("1824", "1804", "0301"), partners=("a",))
    assert settings.mine.counties == ("18", "03")
    assert settings.filters == {
        "kafé i fylket": PartnerFilter(text="kafé", municipalities=("18",), expiring_days=30),
        "alene": PartnerFilter(without_agreement=True, without_contact=True, not_reviewed=True),
    }


def test_a_fault_in_a_filter_is_told_with_its_line(tmp_path: Path) -> None:
    faults = read(written(tmp_path, '[filters.a]\ntext = "x"\n\n[filters.b]\nmunicipalities = ["18244"]\n'))[1]
    assert [(one.key, one.line) for one in faults] == [("filters.b.municipalities", 5)]


def test_a_file_that_is_no_text_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00")
    assert [fault.fault for fault in read(path)[1]] == [ConfigFault.UNREADABLE]
    assert [fault.fault for fault in read(tmp_path)[1]] == [ConfigFault.UNREADABLE]


def test_a_command_in_a_file_others_can_write_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path, LEAST + 'token_command = ["true"]')
    assert read(path)[1] == ()
    path.chmod(0o664)
    assert [(fault.fault, fault.key) for fault in read(path)[1]] == [
        (ConfigFault.UNSAFE, "profiles.nord.token_command")
    ]


@pytest.mark.parametrize(
    "address", ["https://a.no", "https://a.no:8443/hsds", "http://127.0.0.1:1", "http://[::1]:1", "http://localhost"]
)
def test_addresses_a_sync_may_use(address: str) -> None:
    assert checked_url(address + "/") == address


@pytest.mark.parametrize(
    ("address", "fault"),
    [
        ("http://a.no", ConfigFault.UNSAFE),
        ("http://127.0.0.1.example.no", ConfigFault.UNSAFE),
        ("http://localhost.example.no", ConfigFault.UNSAFE),
        ("ftp://a.no", ConfigFault.WRONG_VALUE),
        ("a.no", ConfigFault.WRONG_VALUE),
        ("", ConfigFault.WRONG_VALUE),
        ("https://", ConfigFault.WRONG_VALUE),
        ("https://a.no:port", ConfigFault.WRONG_VALUE),
        ("https://[::1", ConfigFault.WRONG_VALUE),
        ("https://a.no/\nX: y", ConfigFault.WRONG_VALUE),
        ("https://a.no?x=1", ConfigFault.WRONG_VALUE),
        ("https://a.no#x", ConfigFault.WRONG_VALUE),
        ("https://me:s3cret@a.no", ConfigFault.WRONG_VALUE),
        ("http://me:s3cret@a.no", ConfigFault.WRONG_VALUE),
        ("//me:s3cret@a.no", ConfigFault.WRONG_VALUE),
        ("https://me:s3cret@a.no:port", ConfigFault.WRONG_VALUE),
    ],
)
def test_addresses_that_are_refused_without_repeating_a_password(address: str, fault: ConfigFault) -> None:
    with pytest.raises(BadConfig) as caught:
        checked_url(address)
    assert caught.value.fault is fault
    assert "s3cret" not in repr(caught.value)


def test_a_password_in_the_address_is_not_repeated_from_the_file(tmp_path: Path) -> None:
    assert "s3cret" not in repr(only(tmp_path, '[profiles.a]\nurl = "https://me:s3cret@a.no"'))


def test_loopback_is_what_cannot_leave_this_machine() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "127.9.9.9", "::1", "localhost", "a.localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "10.0.0.1", "example.no", "localhost.no", "")))  # noqa: S104


def test_which_profile_is_meant() -> None:
    a, b = Profile(url="https://a.no"), Profile(url="https://b.no")
    assert Settings().chosen(None, None) == ("default", None)
    assert Settings(profiles={"a": a}).chosen(None, None) == ("a", a)
    assert Settings(profiles={"a": a, "b": b}, profile="b").chosen(None, None) == ("b", b)
    assert Settings(profiles={"a": a, "b": b}, profile="b").chosen("a", None) == ("a", a)
    assert Settings().chosen("demo", None) == ("demo", None)
    with pytest.raises(BadConfig) as caught:
        Settings(profiles={"a": a, "b": b}).chosen(None, None)
    assert caught.value.fault is ConfigFault.MISSING
    assert caught.value.expected == "a, b"
    with pytest.raises(BadConfig) as caught:
        Settings(profiles={"nord": a}).chosen("nrod", None)
    assert (caught.value.found, caught.value.expected) == ("nrod", "nord")


def test_the_example_is_in_order_and_changes_nothing() -> None:
    settings, found = read(EXAMPLE)
    assert found == ()
    assert settings == Settings()


def test_the_example_has_every_key_and_no_other(tmp_path: Path) -> None:
    text = re.sub(r"^#(?=[a-z[])", "", EXAMPLE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    settings, found = read(written(tmp_path, text))
    assert found == ()
    document = tomllib.loads(text)
    profile = document["profiles"]["nord"]
    for table, kind in ((document, Settings), (profile, Profile), (document["sync"], SyncSettings)):
        assert set(table) == {one.name for one in dataclasses.fields(kind)}
    assert set(document["mine"]) == {one.name for one in dataclasses.fields(Mine)}
    assert {"partners", *document["filters"]["kafe"]} == {one.name for one in dataclasses.fields(PartnerFilter)}
    assert set(document["ui"]) == {one.name for one in dataclasses.fields(UiSettings)}
    assert settings.chosen(None, None)[1] == settings.profiles["nord"]
