"""How the parts are put together: first configuration, first connection, one profile from another."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from tests.storage.copies import change
from tests.sync.fakes import partner
from tui import first_config, wiring
from tui.config import load
from tui.domain.errors import BadConfig, ConfigFault, Offline, SyncError
from tui.domain.freshness import Collection
from tui.paths import locate
from tui.present import language
from tui.settings import Choice, Profile, Settings
from tui.sync.events import CollectionDone
from tui.token_source import Token
from tui.wiring import Setup

from .running import ROOT, serving


@pytest.fixture
def setup(tmp_path: Path) -> Iterator[Setup]:
    with ExitStack() as ends:
        paths = locate({"SAMSPILL_HOME": str(tmp_path / "home")})
        yield Setup(paths=paths, settings=Settings(), environ={}, language="nb", ends=ends)


def test_nothing_configured_is_nothing_to_sync_from(setup: Setup) -> None:
    opened = wiring.services(setup, "default", None)
    assert opened.url is None
    assert all(state.never_fetched for state in opened.reader.states())
    with pytest.raises(BadConfig):
        opened.sync(lambda event: None, threading.Event())
    assert not setup.paths.cache_dir.exists()


@pytest.mark.parametrize("typed", ["samspill.example.no", " https://samspill.example.no/ "])
def test_a_typed_address_becomes_the_first_configuration(setup: Setup, typed: str) -> None:
    opened = wiring.services(setup, "default", None).connect(typed)
    assert (opened.profile, opened.url) == ("example", "https://samspill.example.no")
    file = setup.paths.config_file
    assert load(file).profiles == {"example": Profile(url="https://samspill.example.no")}
    assert file.read_text(encoding="utf-8").count("\n") == first_config.example().count("\n")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("typed", ["", "http://example.no", "ftp://example.no", "https://me:s3cret@example.no", "a b"])
def test_a_bad_address_writes_nothing(setup: Setup, typed: str) -> None:
    with pytest.raises(BadConfig):
        wiring.connect(setup, typed)
    assert not setup.paths.config_file.exists()


def test_an_address_cannot_write_more_than_itself(setup: Setup) -> None:
    typed = 'https://example.no/"\\nlanguage="nn'
    assert wiring.connect(setup, typed).url == typed
    assert load(setup.paths.config_file).language is None


def test_a_file_that_is_there_is_left_alone(setup: Setup) -> None:
    first_config.write_config(setup.paths)
    before = setup.paths.config_file.read_bytes()
    with pytest.raises(BadConfig) as caught:
        wiring.connect(setup, "https://example.no")
    assert caught.value.fault is ConfigFault.EXISTS
    assert setup.paths.config_file.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("", encoding="utf-8")
    with pytest.raises(BadConfig) as caught:
        first_config.write_config(locate({"SAMSPILL_HOME": str(tmp_path / "home")}))
    assert caught.value.fault is ConfigFault.UNWRITABLE


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://samspill.nordland.no/api", "nordland"),
        ("https://api.vefsn.kommune.no", "vefsn"),
        ("https://samspill.no", "samspill"),
        ("https://api.å-høyden.no", "h-yden"),
        ("http://127.0.0.1:8750", "127-0-0-1"),
        ("http://localhost:8750", "localhost"),
        ("http://[::1]:8750", "1"),
        ("https://demo.no", "service"),
        ("https://ø.no", "service"),
    ],
)
def test_a_profile_is_named_after_its_host(setup: Setup, url: str, name: str) -> None:
    assert first_config.profile_name(url) == name
    assert wiring.connect(setup, url).profile == name


def test_an_address_is_asked_once(tmp_path: Path) -> None:
    with serving(tmp_path / "server") as url:
        wiring.greet(url)
        with pytest.raises(SyncError):
            wiring.greet(f"{url}/organizations")
    with pytest.raises(Offline):
        wiring.greet(url)
    with pytest.raises(BadConfig):
        wiring.greet("http://example.no")


@pytest.mark.parametrize("code", ["nb", "nn"])
def test_the_example_is_explained_in_the_language_in_use(code: str) -> None:
    source = first_config.example()
    language.use(code)
    said = first_config.example()
    here, there = (first_config.COMMENT.findall(text) for text in (source, said))
    assert len(here) == len(there) > 10
    assert not set(here) & set(there)
    assert first_config.COMMENT.sub("", said) == first_config.COMMENT.sub("", source)


def test_the_example_is_the_one_in_the_source_tree() -> None:
    assert first_config.example() == (ROOT / "config.example.toml").read_text(encoding="utf-8")


def test_one_collection_can_be_synced_alone(setup: Setup, tmp_path: Path) -> None:
    with serving(tmp_path / "server") as url:
        run = wiring.sync_round(setup, "test", Profile(url=url))
        finished = run(lambda event: None, threading.Event(), Collection.PARTNERS)
    assert finished.whole
    assert [one.collection for one in finished.outcomes] == [Collection.PARTNERS]


def test_the_demo_is_opened_synced_and_never_told_the_token(setup: Setup) -> None:
    secret = Token("s3cret", "SAMSPILL_TOKEN")
    opened = wiring.demo(replace(setup, token=secret))
    assert opened.profile == "demo"
    assert opened.url
    assert opened.url.startswith("http://127.0.0.1:")
    finished = opened.sync(lambda event: None, threading.Event())
    assert finished.whole
    assert all(isinstance(one, CollectionDone) and one.read for one in finished.outcomes)
    opened.reader.data_version()
    assert len(opened.reader.partners()) > 1


def test_a_sync_carries_changes_into_the_book_and_the_app_catches_up(setup: Setup, tmp_path: Path) -> None:
    with serving(tmp_path / "server") as url:
        profile = Profile(url=url)
        opened = wiring.services(setup, "test", profile)
        assert opened.sync(lambda event: None, threading.Event()).whole
        assert len(opened.book.changes()) == 0  # a first load is no change
    file = setup.paths.cache_file("test")
    change(file, Collection.PARTNERS, [partner("new", "Ny")])  # by a program that died before it could carry it over
    again = wiring.services(setup, "test", profile)
    assert [one.title for one in again.book.changes().window(0, 9)] == ["Ny"]
    assert [one.title for one in opened.book.changes().window(0, 9)] == ["Ny"]
    assert setup.paths.book_file("test").is_relative_to(setup.paths.data_dir)
    assert again.book.length.value == "tertial"


def test_another_address_is_another_source() -> None:
    a, b = Profile(url="https://a.no"), Profile(url="https://b.no")
    assert wiring.fingerprint("nord", a) != wiring.fingerprint("nord", b)
    assert wiring.fingerprint("demo", a) == wiring.fingerprint("demo", b)  # another port each time


@pytest.mark.parametrize(
    ("choice", "environ", "on"),
    [
        ("auto", {}, True),
        ("auto", {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, False),
        ("on", {"SSH_CONNECTION": "10.0.0.1 1 10.0.0.2 22"}, True),
        ("off", {}, False),
    ],
)
def test_mouse_and_animation_are_off_over_ssh(setup: Setup, choice: Choice, environ: dict[str, str], on: bool) -> None:
    other = Setup(paths=setup.paths, settings=Settings(), environ=environ, language="nb")
    assert other.on(choice) is on
