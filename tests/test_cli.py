"""The commands, run as processes: what they print where, and what they exit with."""

from __future__ import annotations

import gettext
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from tui import __version__, arguments
from tui.arguments import parser
from tui.domain.errors import (
    BadConfig,
    Busy,
    CacheReadOnly,
    Cancelled,
    ConfigFault,
    Forbidden,
    NoDemo,
    Offline,
    OfflineReason,
    SyncError,
)
from tui.domain.freshness import Collection
from tui.exits import Exit, exit_code, outcome_code
from tui.narration import Narrator, bar
from tui.opening import language_asked_for, opening
from tui.present import language
from tui.sync.events import CollectionDone, CollectionFailed, Finished, Progress

from .api.hsdsserver import HsdsServer, Item
from .running import ROOT, SAMPLE, configured, environment, run, serving, started
from .ui.english import english

OFFLINE = Offline(url="https://a.no", reason=OfflineReason.REFUSED)
FORBIDDEN = Forbidden(url="https://a.no")


def one_sentence(said: str) -> bool:
    return said.count("\n") == 1 and said.rstrip().endswith(".") and "Traceback" not in said


def done(collection: Collection = Collection.HOURS) -> CollectionDone:
    return CollectionDone(collection=collection, read=1, added=0, changed=0, removed=0, rejected=0, seconds=0.1)


def failed(error: SyncError) -> CollectionFailed:
    return CollectionFailed(collection=Collection.PARTNERS, error=error)


# -- the command line --------------------------------------------------------------------------------------------------


class Marked(gettext.NullTranslations):
    """Shows what went through translation."""

    def gettext(self, message: str) -> str:
        return f"«{message}»"


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_catalogue", Marked())


WRONG = [
    (["--nonsense"], "unrecognized arguments: --nonsense"),
    (["nonsense"], "invalid choice: 'nonsense' (choose from "),
    (["--lang", "sv"], "invalid choice: 'sv' (choose from "),
    (["--profile"], "expected one argument"),
    (["serve"], "the following arguments are required: "),
    (["config"], "the following arguments are required: "),
    (["serve", "x", "--port", "70000"], "a port is a number from 0 to 65535"),
    (["serve", "x", "--port", "-1"], "a port is a number from 0 to 65535"),
    (["serve", "x", "--port", "9" * 5000], "a port is a number from 0 to 65535"),
    (["demo", "--scale", "0"], "a number from 1 to 1000000 is needed"),
    (["sync", "--watch", "0"], "a number of minutes from 1 to 10080 is needed"),
    (["sync", "--watch", "5", "--accept-deletes"], "not allowed with argument --watch"),
    (["sync", "--full=yes"], "ignored explicit argument 'yes'"),
]


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words)[:30] for words, _ in WRONG])
def test_a_wrong_command_line_is_one_sentence_and_2(
    words: list[str], said: str, marked: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        arguments.parser().parse_args(words)
    assert caught.value.code == Exit.USAGE
    printed = capsys.readouterr().err.replace("«", "").replace("»", "")
    assert said in printed
    assert one_sentence(printed)


@pytest.mark.parametrize(("words", "said"), WRONG, ids=[" ".join(words)[:30] for words, _ in WRONG])
def test_the_whole_sentence_is_translated(
    words: list[str], said: str, marked: None, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        arguments.parser().parse_args(words)
    printed = capsys.readouterr().err
    assert printed.startswith("«samspill")
    assert f"«{said[:12]}" in printed


@pytest.mark.parametrize(
    "words",
    [
        *(
            [],
            ["demo"],
            ["serve"],
            ["sync"],
            ["status"],
            ["hours"],
            ["changes"],
            ["report"],
            ["cache"],
            ["privacy"],
            ["wipe"],
            ["keys"],
        ),
        *(["config"], ["config", "init"]),
    ],
    ids=" ".join,
)
def test_help_is_translated(words: list[str], marked: None, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        arguments.parser().parse_args([*words, "--help"])
    assert caught.value.code == 0
    printed = capsys.readouterr().out
    outside = re.sub(r"«[^»]*»", "", printed)
    ours = "samspill|demo|serve|sync|status|hours|changes|report|today|export|cache|verify|privacy|wipe|config|init"
    ours += "|check|path|keys|partners|goals|agreements|minutes"
    outside = re.sub(rf"--?[a-z-]+|\{{[^}}]*\}}|\b({ours})\b", "", outside)
    assert re.findall(r"[A-Za-z]{3,}", outside) == []


@pytest.mark.parametrize("code", ["nb", "nn"])
def test_no_english_in_help_and_refusals(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    language.use(code)
    try:
        helps = [
            [*words, "--help"]
            for words in (
                *([], ["demo"], ["serve"], ["sync"], ["status"], ["hours"], ["changes"], ["report"]),
                *(["cache"], ["keys"]),
                *(["today"], ["export"]),
            )
        ]
        for words in [*helps, *(words for words, _said in WRONG)]:
            with pytest.raises(SystemExit):
                arguments.parser().parse_args(words)
        printed = capsys.readouterr()
    finally:
        language.use(language.SOURCE)
    typed = {*arguments.EXPORTS, "today"}  # typed as they are in every language
    assert set(english(printed.out + printed.err, code)) <= typed
    assert "MAPPE" in printed.out


def test_english_help_would_be_found(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        arguments.parser().parse_args(["serve", "--help"])
    assert {"HOST", "port to listen on, 0 for a free one"} <= set(english(capsys.readouterr().out, "nn"))


def test_options_stand_before_or_after_the_command() -> None:
    for words in (["--profile", "x", "--lang", "nn", "status"], ["status", "--profile", "x", "--lang", "nn"]):
        given = arguments.parser().parse_args(words)
        assert (given.command, given.profile, given.lang, given.offline) == ("status", "x", "nn", False)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--lang", "nn"], "nn"),
        (["status", "--lang=en"], "en"),
        (["--lang", "sv"], None),
        (["--lang"], None),
        ([], None),
    ],
)
def test_the_language_is_known_before_there_is_a_parser(words: list[str], code: str | None) -> None:
    assert language_asked_for(words) == code


def test_version(tmp_path: Path) -> None:
    shown = run(tmp_path, "--version")
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, f"samspill {__version__}\n", "")


# -- exit codes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadConfig(None, ConfigFault.SYNTAX), Exit.USAGE),
        (NoDemo(installed=False), Exit.USAGE),
        (OFFLINE, Exit.OFFLINE),
        (FORBIDDEN, Exit.REFUSED),
        (CacheReadOnly(Path("x")), Exit.LOCAL_COPY),
        (Cancelled(), Exit.CANCELLED),
        (Busy(), Exit.PARTLY),
    ],
)
def test_each_error_has_its_exit_code(error: Exception, code: Exit) -> None:
    assert isinstance(error, BadConfig | NoDemo | SyncError | CacheReadOnly)
    assert exit_code(error) is code


@pytest.mark.parametrize(
    ("finished", "code"),
    [
        (Finished(outcomes=(done(), done())), Exit.WHOLE),
        (Finished(outcomes=()), Exit.WHOLE),
        (Finished(outcomes=(done(), failed(OFFLINE))), Exit.PARTLY),
        (Finished(outcomes=(failed(OFFLINE), failed(OFFLINE))), Exit.OFFLINE),
        (Finished(outcomes=(failed(FORBIDDEN), failed(FORBIDDEN))), Exit.REFUSED),
        (Finished(outcomes=(failed(OFFLINE), failed(FORBIDDEN))), Exit.PARTLY),
        (Finished(outcomes=(), error=OFFLINE), Exit.OFFLINE),
        (Finished(outcomes=(), error=Busy()), Exit.PARTLY),
    ],
)
def test_a_round_is_whole_partly_or_its_reason(finished: Finished, code: Exit) -> None:
    assert outcome_code(finished) is code


# -- config ------------------------------------------------------------------------------------------------------------


def test_config_path_init_and_check(tmp_path: Path) -> None:
    home = tmp_path / "home"
    file = home / "config.toml"
    assert run(home, "config", "path").stdout == f"{file}\n"
    assert run(home, "config", "check").returncode == 0
    assert not home.exists()
    made = run(home, "config", "init")
    assert (made.returncode, made.stdout, made.stderr) == (0, f"{file}\n", "")
    assert file.read_text(encoding="utf-8") == (ROOT / "config.example.toml").read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    assert run(home, "config", "check").returncode == 0
    again = run(home, "config", "init")
    assert again.returncode == Exit.USAGE
    assert one_sentence(again.stderr)
    assert str(file) in again.stderr


def test_config_check_tells_every_fault(tmp_path: Path) -> None:
    configured(tmp_path, "http://example.no", '[snyc]\n[ui]\nmouse = "maybe"\n')
    checked = run(tmp_path, "config", "check")
    assert checked.returncode == Exit.USAGE
    lines = checked.stderr.splitlines()
    assert len(lines) == 3
    assert all(str(tmp_path / "config.toml") in line for line in lines)
    assert "profiles.test.url" in lines[0]
    assert "snyc" in lines[1]
    assert "sync" in lines[1].replace("snyc", "")
    assert "ui.mouse" in lines[2]


def test_a_faulty_configuration_stops_what_needs_it_and_nothing_else(tmp_path: Path) -> None:
    configured(tmp_path, "http://example.no")
    for words in ([], ["status"], ["sync"]):
        stopped = run(tmp_path, *words)
        assert stopped.returncode == Exit.USAGE
        assert one_sentence(stopped.stderr)
    assert run(tmp_path, "status", "--profile", "demo").returncode == 0
    assert run(tmp_path, "config", "path").returncode == 0


def test_a_named_configuration_must_be_there(tmp_path: Path) -> None:
    stopped = run(tmp_path, "status", SAMSPILL_CONFIG=str(tmp_path / "none.toml"))
    assert stopped.returncode == Exit.USAGE
    assert one_sentence(stopped.stderr)


def test_an_unknown_profile_is_told_the_nearest(tmp_path: Path) -> None:
    configured(tmp_path, "https://example.no")
    stopped = run(tmp_path, "status", "--profile", "tset")
    assert stopped.returncode == Exit.USAGE
    assert "test" in stopped.stderr.replace("tset", "")


# -- status ------------------------------------------------------------------------------------------------------------


def test_status_of_nothing_is_whole_and_makes_nothing(tmp_path: Path) -> None:
    shown = run(tmp_path / "home", "status")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert len(shown.stdout.splitlines()) == 5
    assert not (tmp_path / "home").exists()


def test_status_as_json_is_the_same_in_every_language(tmp_path: Path) -> None:
    documents = [json.loads(run(tmp_path, "status", "--json", "--lang", code).stdout) for code in ("nb", "nn", "en")]
    assert documents[0] == documents[1] == documents[2]
    assert documents[0]["profile"] == "default"
    assert documents[0]["url"] is None
    assert list(documents[0]["collections"]) == ["hours", "partners", "agreements"]
    assert documents[0]["collections"]["hours"]["completed_at"] is None


@pytest.mark.parametrize("word", ["hours", "kontortid"])
def test_office_hours_of_nothing_are_one_sentence(word: str, tmp_path: Path) -> None:
    shown = run(tmp_path, word, "--lang", "nb")
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "Ingen kontortid er hentet ennå.\n", "")
    assert json.loads(run(tmp_path, word, "--week", "48", "--json").stdout)["office_hours"] == []


def test_a_week_that_is_none_is_one_sentence(tmp_path: Path) -> None:
    shown = run(tmp_path, "hours", "--uke", "99", "--lang", "nb")
    assert (shown.returncode, shown.stdout) == (2, "")
    assert shown.stderr == "Uken «99» finnes ikke: et år har 52 eller 53 uker.\n"


@pytest.mark.parametrize("command", ["status", "hours", "changes", "report", "keys"])
def test_a_plain_command_loads_neither_the_screen_nor_the_network(tmp_path: Path, command: str) -> None:
    code = (
        f"import sys; from tui.cli import main; code = main(['{command}']); "
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'textual', 'rich', 'httpx', 'starlette'}))"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code], env=environment(tmp_path), capture_output=True, text=True, check=True
    )
    assert shown.stdout.splitlines()[-1] == "[]"


# -- changes -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["changes", "endringer", "endringar"])
def test_changes_of_nothing_say_that_nothing_was_checked(word: str, tmp_path: Path) -> None:
    shown = run(tmp_path, word, "--lang", "nb")
    assert (shown.returncode, shown.stderr) == (1, "")
    first, *rest = shown.stdout.splitlines()
    assert first == "Ingen endringer siden første henting; ingen gjennomgang er lukket ennå."
    assert rest[0] == "IKKE SJEKKET"
    assert len(rest) == 4
    assert json.loads(run(tmp_path, word, "--json").stdout)["not_checked"] == ["hours", "partners", "agreements"]


def test_since_what_nobody_knows_is_one_sentence(tmp_path: Path) -> None:
    shown = run(tmp_path, "changes", "--siden", "T9", "--lang", "nb")
    assert (shown.returncode, shown.stdout) == (2, "")
    assert shown.stderr == "«T9» er verken en dato eller en lukket gjennomgang. Lukkede gjennomganger: ingen.\n"


# -- report --------------------------------------------------------------------------------------------------


def test_a_report_of_nothing_is_whole(tmp_path: Path) -> None:
    shown = run(tmp_path, "rapport", "--lang", "nb")
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("# Gjennomgang ")
    assert "0 av 0 gjennomgått" in shown.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--period", "T9-2026"), "T9-2026 er ikke en periode som er gjennomgått her.\n"),
        (("--period", "K1-1990"), "K1-1990 er ikke en periode som er gjennomgått her.\n"),
        (("--agreement", "x[/]"), "Det er ingen avtale x[/] i den lokale kopien.\n"),
    ],
)
def test_a_report_of_what_is_not_there_is_one_sentence(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    shown = run(tmp_path, "report", *words, "--lang", "nb")
    assert (shown.returncode, shown.stdout, shown.stderr) == (2, "", said)


def test_a_report_of_the_sample_as_a_page_and_as_markdown(tmp_path: Path) -> None:
    with serving(tmp_path) as url:
        configured(tmp_path, url)
        assert run(tmp_path, "sync").returncode == 0
    page, text = run(tmp_path, "report", "--html").stdout, run(tmp_path, "report", "--md").stdout
    assert page.startswith("<!DOCTYPE html>")
    assert text.count("\n## ") == page.count("<h2>") > 10
    assert "Møteplassen i Mosjøen" in page


# -- keys ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "said"), [("nb", "Hent alt"), ("nn", "Hent alt"), ("en", "Fetch everything")])
@pytest.mark.parametrize("name", ["keys", "taster"])
def test_keys_are_those_of_the_configuration(tmp_path: Path, name: str, lang: str, said: str) -> None:
    configured(tmp_path, "https://a.no", '[keys]\n"sync.all" = ["F8", "Ctrl+R"]\n')
    shown = run(tmp_path, name, "--lang", lang)
    assert (shown.returncode, shown.stderr) == (0, "")
    (line,) = (line for line in shown.stdout.splitlines() if "sync.all" in line)
    assert re.fullmatch(rf"\* F8 Ctrl\+R +sync\.all +{said}", line)


def test_a_fault_in_the_keys_is_told_with_its_line_and_ends_in_2(tmp_path: Path) -> None:
    configured(tmp_path, "https://a.no", '[keys]\n"row.dwn" = "n"\n"row.up" = ["p",\n "Ctrl+Left"]\n')
    shown = run(tmp_path, "keys", "--json")
    assert shown.returncode == Exit.USAGE
    first, second = shown.stderr.splitlines()
    assert "line 4: there is no command row.dwn. Did you mean row.down?" in first
    assert "line 6: row.up cannot be on Ctrl+Left: PuTTY" in second
    document = json.loads(shown.stdout)
    assert [one["line"] for one in document["faults"]] == [4, 6]
    assert {one["id"]: one["keys"] for one in document["commands"]}["row.up"] == ["k", "↑"]


@pytest.mark.parametrize("words", [[], ["--offline"], ["--profile", "demo"]], ids=" ".join)
def test_without_a_terminal_the_app_is_the_status(tmp_path: Path, words: list[str]) -> None:
    shown = run(tmp_path, *words)
    assert shown.returncode == 0
    assert one_sentence(shown.stderr)
    assert shown.stdout.startswith(f"Samspill {__version__}")


def test_without_a_terminal_the_demo_shows_what_it_fetches(tmp_path: Path) -> None:
    shown = run(tmp_path, "demo")
    assert shown.returncode == 0
    assert "Traceback" not in shown.stderr
    assert shown.stderr.count("\n") == 4
    assert "profile demo: http://127.0.0.1:" in shown.stdout
    assert json.loads(run(tmp_path, "status", "--profile", "demo", "--json").stdout)["collections"]["partners"]["rows"]


def test_the_demo_grows_and_shrinks(tmp_path: Path) -> None:
    def partners(*words: str) -> int:
        assert run(tmp_path, "demo", *words).returncode == 0
        status = run(tmp_path, "status", "--profile", "demo", "--json")
        return int(json.loads(status.stdout)["collections"]["partners"]["rows"])

    sample = partners()
    assert partners("--scale", "1000") == sample + 1000
    assert partners() == sample


def test_a_reader_that_stops_reading_is_no_fault(tmp_path: Path) -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    with os.fdopen(write_end, "wb") as closed:
        ended = subprocess.run(
            [sys.executable, "-m", "tui", "status"],
            env=environment(tmp_path), stdout=closed, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert "Traceback" not in ended.stderr


# -- serve and sync ----------------------------------------------------------------------------------------------------


def test_a_sync_from_the_server_and_another_one(tmp_path: Path) -> None:
    with serving(tmp_path) as url:
        configured(tmp_path, url)
        first = run(tmp_path, "sync")
        assert (first.returncode, first.stdout.count("\n")) == (0, 1), first.stderr
        assert first.stderr.count("\n") == 3
        assert "\r" not in first.stderr
        again = run(tmp_path, "sync", "--full")
        assert again.returncode == 0, again.stderr
    document = json.loads(run(tmp_path, "status", "--json").stdout)
    assert document["url"] == url
    assert all(one["rows"] > 0 and one["completed_at"] for one in document["collections"].values())
    assert stat.S_IMODE((tmp_path / "cache" / "test" / "cache.db").stat().st_mode) == 0o600
    assert "sync test: whole" in (tmp_path / "log" / "samspill.log").read_text(encoding="utf-8")


def test_a_sync_as_json_is_one_document_on_stdout(tmp_path: Path) -> None:
    with serving(tmp_path) as url:
        configured(tmp_path, url)
        ended = run(tmp_path, "sync", "--json")
    document = json.loads(ended.stdout)
    assert (ended.returncode, document["exit_code"], document["meaning"]) == (0, 0, "whole"), ended.stderr
    assert all(one["read"] > 0 and one["error"] is None for one in document["collections"].values())
    lost = run(tmp_path, "sync", "--json", "--lang", "nb")
    document = json.loads(lost.stdout)
    assert (lost.returncode, document["exit_code"], document["completed_at"]) == (Exit.OFFLINE, 3, None)
    assert "Traceback" not in lost.stderr


def test_a_source_without_agreements_says_so_and_is_whole(tmp_path: Path) -> None:
    plain: dict[str, list[Item]] = {
        "organizations": [{"id": "1", "name": "Brua"}],
        "services": [],
        "service_at_locations": [],
    }
    with HsdsServer(plain) as server:
        configured(tmp_path, server.url)
        for _again in range(2):
            ended = run(tmp_path, "sync")
            assert ended.returncode == 0, ended.stderr
            assert "Agreements: The service does not offer agreements.\n" in ended.stderr
        agreements = json.loads(run(tmp_path, "sync", "--json").stdout)["collections"]["agreements"]
    assert (agreements["offered"], agreements["error"]) == (False, None)
    assert run(tmp_path, "sync").returncode == Exit.OFFLINE
    shown = run(tmp_path, "status").stdout
    assert re.search(r"^Agreements .*: not offered$", shown, re.MULTILINE)
    kept = json.loads(run(tmp_path, "status", "--json").stdout)["collections"]["agreements"]
    assert (kept["offered"], kept["rows"]) == (False, 0)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_watch_survives_the_network_and_ends_when_asked(tmp_path: Path, number: signal.Signals) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        configured(tmp_path, f"http://127.0.0.1:{taken.getsockname()[1]}")
    with started(tmp_path, "sync", "--watch", "1") as process:
        assert process.stdout
        line = process.stdout.readline()
        assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  No contact with ", line)
        assert process.poll() is None
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    assert process.returncode == Exit.CANCELLED
    assert (out, err) == ("", "")


def test_a_token_is_asked_for_sent_and_nowhere_kept(tmp_path: Path) -> None:
    token = tmp_path / "server.token"
    token.write_text("s3cret-Token_1\n", encoding="utf-8")
    token.chmod(0o600)
    with serving(tmp_path, SAMPLE, "--token-file", str(token)) as url:
        configured(tmp_path, url)
        refused = run(tmp_path, "sync")
        assert refused.returncode == Exit.REFUSED
        assert "Traceback" not in refused.stderr
        accepted = run(tmp_path, "sync", SAMSPILL_TOKEN="s3cret-Token_1")
        assert accepted.returncode == 0, accepted.stderr
    token.unlink()
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and b"s3cret" in path.read_bytes()]
    assert kept == []
    assert "s3cret" not in refused.stderr + accepted.stderr + accepted.stdout


def test_nobody_there_is_offline(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    configured(tmp_path, url)
    ended = run(tmp_path, "sync")
    assert ended.returncode == Exit.OFFLINE
    assert "Traceback" not in ended.stderr
    assert ended.stderr


def test_a_copy_that_is_no_database_is_5_and_left_alone(tmp_path: Path) -> None:
    configured(tmp_path, "http://127.0.0.1:1")
    file = tmp_path / "cache" / "test" / "cache.db"
    file.parent.mkdir(parents=True, mode=0o700)
    file.write_text("shopping list, and a good deal more text than a database header has\n" * 20, encoding="utf-8")
    file.chmod(0o600)
    ended = run(tmp_path, "status")
    assert ended.returncode == Exit.LOCAL_COPY
    assert one_sentence(ended.stderr)
    assert "shopping" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [["sync"], ["sync", "--profile", "demo"]], ids=" ".join)
def test_a_sync_from_nowhere_is_said_so(tmp_path: Path, words: list[str]) -> None:
    ended = run(tmp_path, *words)
    assert ended.returncode == Exit.USAGE
    assert one_sentence(ended.stderr)


def test_a_sync_cannot_be_offline(tmp_path: Path) -> None:
    ended = run(tmp_path, "--offline", "sync")
    assert ended.returncode == Exit.USAGE
    assert one_sentence(ended.stderr)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_sync_is_cancelled_and_nothing_is_lost(tmp_path: Path, number: signal.Signals) -> None:
    with serving(tmp_path) as url:
        configured(tmp_path, url)
        assert run(tmp_path, "sync").returncode == 0
    before = json.loads(run(tmp_path, "status", "--json").stdout)["collections"]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        configured(tmp_path, f"http://127.0.0.1:{silent.getsockname()[1]}")
        with started(tmp_path, "sync") as process:
            silent.settimeout(30)
            connection, _ = silent.accept()
            with connection:
                connection.recv(1)
                process.send_signal(number)
                out, err = process.communicate(timeout=30)
    assert process.returncode == Exit.CANCELLED
    assert "Traceback" not in out + err
    assert json.loads(run(tmp_path, "status", "--json").stdout)["collections"].keys() == before.keys()


def test_the_server_ends_with_whoever_holds_its_input(tmp_path: Path) -> None:
    with started(tmp_path, "serve", str(SAMPLE), "--port", "0", "--until-stdin-closes") as process:
        assert process.stdin
        assert process.stdout
        assert "http://127.0.0.1:" in process.stdout.readline()
        process.stdin.close()
        assert process.wait(30) == 0


@pytest.mark.parametrize(
    "words", [["{}/none"], ["{}", "--host", "::"], ["{}", "--token-file", "{}/none"]], ids=" ".join
)
def test_what_cannot_be_served_is_said_so(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "samspill.toml").write_text('title = "x"\nnamespace = "x.example"\npublisher = "x"\n', encoding="utf-8")
    ended = run(tmp_path, "serve", *(word.format(tmp_path) for word in words))
    assert ended.returncode == Exit.USAGE
    assert ended.stderr
    assert "Traceback" not in ended.stderr


# -- telling a round ---------------------------------------------------------------------------------------------------


class Screen:
    """A stream that keeps what stands on its lines."""

    def __init__(self) -> None:
        self.written = ""

    def write(self, text: str) -> int:
        self.written += text
        return len(text)

    def flush(self) -> None:
        pass

    @property
    def lines(self) -> list[str]:
        """As a terminal shows them: what follows a carriage return stands over what was there."""
        shown = []
        for line in self.written.split("\n"):
            cells: list[str] = []
            for stretch in line.split("\r"):
                cells[: len(stretch)] = stretch
            shown.append("".join(cells).rstrip())
        return shown


def read(count: int, total: int | None = 240) -> Progress:
    return Progress(collection=Collection.PARTNERS, done=count, total=total)


def test_bars_give_way_to_the_sentence_of_each_collection() -> None:
    screen = Screen()
    narrator = Narrator(screen, bars=True, now=lambda: 0.0)  # type: ignore[arg-type]
    for event in (read(50), read(100), done(Collection.PARTNERS), read(10), failed(OFFLINE), read(1)):
        narrator(event)
    narrator.close()
    assert len(screen.lines) == 3
    assert all(screen.lines[:2])
    assert screen.lines[2] == ""
    assert not any("#" in line for line in screen.lines)


def test_no_bars_where_nobody_sees_them() -> None:
    screen = Screen()
    narrator = Narrator(screen, bars=False)  # type: ignore[arg-type]
    narrator(read(50))
    narrator(done())
    narrator.close()
    assert "\r" not in screen.written
    assert screen.written.count("\n") == 1


@pytest.mark.parametrize("columns", [79, 40, 20, 5])
@pytest.mark.parametrize("event", [read(0), read(120), read(240), read(300), read(7, None), read(0, 0)])
def test_a_bar_fits_its_line(event: Progress, columns: int) -> None:
    assert len(bar(event, columns)) <= columns


def test_a_bar_is_full_when_all_is_read() -> None:
    assert "." not in bar(read(240), 79)
    assert bar(read(120), 79).count("#") == bar(read(120), 79).count(".")


# -- a configuration with faults -----------------------------------------------------------------------------


def test_kept_offline_a_fault_in_the_configuration_is_told_and_the_copy_read(tmp_path: Path) -> None:
    with serving(tmp_path) as url:
        configured(tmp_path, url)
        assert run(tmp_path, "sync").returncode == Exit.WHOLE
    configured(tmp_path, url, "[sync]\nautomatc = true\n")
    refused = run(tmp_path, "status")
    assert refused.returncode == Exit.USAGE
    assert "automatc" in refused.stderr
    read = run(tmp_path, "--offline", "status")
    assert read.returncode == Exit.WHOLE
    assert "automatc" in read.stderr
    assert re.search(r"Partners +116", read.stdout)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('token_file = "/nowhere/token"', "/nowhere/token"),
        ('token_command = ["no-such-program-anywhere"]', "no-such-program-anywhere"),
        ('[profiles.other]\nurl = "https://b.example"', "profile"),
    ],
)
def test_config_check_finds_what_a_sync_would_refuse(tmp_path: Path, lines: str, said: str) -> None:
    configured(tmp_path, "https://a.example", lines + "\n")
    checked = run(tmp_path, "config", "check")
    assert checked.returncode == Exit.USAGE
    assert said in checked.stderr


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--offline"],
        ["--profile", "nord", "--no-store"],
        ["--lang", "nn", "--offline", "--profile", "a b"],
        ["--profile", "a", "--profile", "b"],
    ],
)
def test_an_opening_is_understood_as_the_parser_would(words: list[str]) -> None:
    given = opening(words)
    assert given is not None
    assert vars(given) == vars(parser().parse_args(words))


@pytest.mark.parametrize(
    "words",
    [
        ["status"],
        ["--help"],
        ["--profile"],
        ["--profile", "--offline"],
        ["--lang", "de"],
        ["--lang=nb"],
        ["--bad"],
        [""],
    ],
)
def test_everything_else_is_left_to_the_parser(words: list[str]) -> None:
    assert opening(words) is None


HEADING = "\ufeffId;Name;Municipality number;Municipality;Agreements;Goals achieved;Goals;Changed at the source"


def test_export_writes_to_the_terminal_or_to_a_new_file_only(tmp_path: Path) -> None:
    said = run(tmp_path, "export", "partners")
    assert (said.returncode, said.stdout.splitlines()) == (0, [HEADING])
    target = tmp_path / "partners.json"
    assert run(tmp_path, "export", "partners", "--json", "--output", str(target)).returncode == 0
    assert json.loads(target.read_bytes())["rows"] == []
    again = run(tmp_path, "export", "partners", "--json", "--output", str(target))
    assert again.returncode == 1
    assert "there is a file of that name already" in again.stderr


@pytest.mark.parametrize(("words", "said"), [
    (["partners", "--ics"], "partners can be had as: csv, json"),
    (["minutes"], "The minutes need --partner"),
    (["goals", "--partner", "x"], "The minutes need --partner"),
])  # fmt: skip
def test_export_refuses_what_there_is_not(words: list[str], said: str, tmp_path: Path) -> None:
    refused = run(tmp_path, "export", *words)
    assert refused.returncode == 2
    assert said in refused.stderr


def test_minutes_of_a_partner_that_is_not_there_are_one_sentence(tmp_path: Path) -> None:
    refused = run(tmp_path, "export", "minutes", "--partner", "nobody")
    assert "There is no partner with the id nobody" in refused.stderr
    assert refused.stdout == ""


def test_today_of_an_empty_copy_says_what_to_do(tmp_path: Path) -> None:
    told = run(tmp_path, "i-dag", "--lang", "nb")
    assert told.returncode == 0
    assert "Ingenting er hentet ennå." in told.stdout
    assert json.loads(run(tmp_path, "today", "--json").stdout)["deadlines"] == []
