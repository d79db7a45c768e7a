"""What the server says to whoever runs it: in their language, whole, and with nothing left in English."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from tests.running import run, started
from tui.present import language
from tui.server.faults import FolderBroken
from tui.server.folder import load
from tui.server.runner import FolderServer, ServeRefused, read_token

from .folders import AGREEMENTS, HOURS, PARTNERS, PLACES, SETTINGS, save, write
from .test_folder import FAULTY

ENGLISH = re.compile(r"\b(the|is|are|not|but|must|be|of|there|write|add|value|key|with|like|and)\b", re.IGNORECASE)

NAMES = re.compile(r"""\"[^"]*\"|\[\[?[\w.-]*\]\]?|/\S+|(?<=: )name, .*""")
"""What stands in the files and is the same in every language."""


def said(folder: Path, code: str) -> list[str]:
    language.use(code)
    with pytest.raises(FolderBroken) as caught:
        load(folder)
    return [str(fault).removeprefix(str(folder)) for fault in caught.value.faults]


@pytest.mark.parametrize("code", ["nb", "nn"])
@pytest.mark.parametrize(("stem", "text"), [(stem, text) for stem, text, _ in FAULTY], ids=map(str, range(len(FAULTY))))
def test_every_fault_is_said_in_the_readers_language(tmp_path: Path, code: str, stem: str, text: str) -> None:
    folder = write(tmp_path, **{stem: text})
    with pytest.raises(FolderBroken) as caught:
        load(folder)
    source = {fault.message for fault in caught.value.faults}
    language.use(code)
    with pytest.raises(FolderBroken) as caught:
        load(folder)
    for message in (fault.message for fault in caught.value.faults):
        assert message not in source
        assert message.endswith((".", "?"))
        assert not ENGLISH.search(NAMES.sub("", message))


@pytest.mark.parametrize(
    ("stem", "text", "nb", "nn"),
    [
        (
            "places",
            PLACES.replace('"bymisjonen"', '"bymisjon"'),
            '/places.toml, linje 3: place.kafe.host: Det finnes ingen partner "bymisjon". Mente du "bymisjonen"?',
            '/places.toml, linje 3: place.kafe.host: Det finst ingen partnar "bymisjon". Meinte du "bymisjonen"?',
        ),
        (
            "hours",
            HOURS.replace('place = "kafe"', 'place = "xyz"'),
            (
                "/nordland/hours.toml, linje 4: hours.nav-kafe.place: "
                'Det finnes ikke noe sted "xyz". Legg det til, eller rett nøkkelen.'
            ),
            (
                "/nordland/hours.toml, linje 4: hours.nav-kafe.place: "
                'Det finst ingen stad "xyz". Legg han til, eller rett nøkkelen.'
            ),
        ),
        (
            "partners",
            PARTNERS + "språk = 1\n",
            (
                "/partners.toml, linje 32: Dette er ikke gyldig TOML: nøkkelen språk har andre bokstaver enn a-z "
                "og måtte ha stått i anførselstegn, men Samspill kjenner ingen slik nøkkel. Rett opp linja."
            ),
            (
                "/partners.toml, linje 32: Dette er ikkje gyldig TOML: nøkkelen språk har andre bokstavar enn a-z "
                "og måtte ha stått i hermeteikn, men Samspill kjenner ingen slik nøkkel. Rett opp linja."
            ),
        ),
        (
            "samspill",
            SETTINGS.replace('title = "Test"\n', ""),
            "/samspill.toml: title: Nøkkelen mangler, men må være med. Legg den til.",
            "/samspill.toml: title: Nøkkelen manglar, men må vere med. Legg han til.",
        ),
        (
            "agreements",
            AGREEMENTS.replace("2027-06-01", "2022-06-01"),
            (
                "/agreements.toml, linje 9: agreement.nav-kbn.valid_to: "
                "valid_to (2022-06-01) er før valid_from (2023-06-01). Rett en av dem."
            ),
            (
                "/agreements.toml, linje 9: agreement.nav-kbn.valid_to: "
                "valid_to (2022-06-01) er før valid_from (2023-06-01). Rett ein av dei."
            ),
        ),
    ],
)
def test_a_fault_reads_like_this(tmp_path: Path, stem: str, text: str, nb: str, nn: str) -> None:
    folder = write(tmp_path, **{stem: text})
    assert [said(folder, code) for code in ("nb", "nn")] == [[nb], [nn]]


@pytest.mark.parametrize(
    ("host", "port", "expected"),
    [
        ("127.0.0.1", 70_000, "Port 70000 kan ikke brukes. Velg en port fra 0 til 65535."),
        (
            "0.0.0.0",  # noqa: S104
            0,
            (
                "0.0.0.0 kan nås fra andre maskiner. Oppgi en fil med tilgangsnøkkel med --token-file, "
                "eller utelat --host."
            ),
        ),
    ],
)
def test_a_refusal_is_said_in_the_readers_language(tmp_path: Path, host: str, port: int, expected: str) -> None:
    language.use("nb")
    with pytest.raises(ServeRefused) as caught:
        FolderServer(write(tmp_path), host=host, port=port)
    assert str(caught.value) == expected


def test_a_missing_token_file_is_said_without_english(tmp_path: Path) -> None:
    language.use("nb")
    path = tmp_path / "none"
    with pytest.raises(ServeRefused) as caught:
        read_token(path)
    assert str(caught.value) == (
        f"Fila med tilgangsnøkkelen, {path}, kan ikke leses: Den finnes ikke. Lag den, eller rett navnet."
    )


def test_a_taken_port_is_said_without_english(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        words = ("serve", str(write(tmp_path / "data")), "--port", str(port))
        ended = run(tmp_path, *words, LC_ALL="", LANG="nb_NO.UTF-8")
    assert (ended.returncode, ended.stderr) == (
        2,
        (
            f"Adressen 127.0.0.1, port {port}, kan ikke brukes: Et annet program bruker den. Velg en annen port med "
            "--port, eller stans det andre programmet.\n"
        ),
    )


def test_a_foreign_address_is_said_without_english(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("word", encoding="utf-8")
    token.chmod(0o600)
    words = ("serve", str(write(tmp_path / "data")), "--host", "192.0.2.1", "--token-file", str(token))
    ended = run(tmp_path, *words, LC_ALL="", LANG="nn_NO.UTF-8")
    assert (ended.returncode, ended.stderr) == (
        2,
        "Adressa 192.0.2.1 kan ikkje brukast: Ho høyrer ikkje til denne maskina. Rett --host, eller utelat det.\n",
    )


def test_the_program_tells_of_a_fault_and_of_its_end_in_the_configured_language(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('language = "nb"\n', encoding="utf-8")
    (tmp_path / "config.toml").chmod(0o600)
    folder = write(tmp_path / "data")
    with started(tmp_path, "serve", str(folder), "--port", "0", "--until-stdin-closes") as process:
        assert process.stdout
        assert process.stderr
        assert process.stdout.readline()
        save(folder, PARTNERS.replace('"public"', "offentlig"))
        assert process.stderr.readline() == (
            f"{folder / 'partners.toml'}, linje 3: Dette er ikke gyldig TOML: verdien er ikke gyldig; tekst må ha "
            "anførselstegn. Rett opp linja. Dataene fra før er fortsatt tilgjengelige.\n"
        )
        save(folder, PARTNERS)
        assert process.stderr.readline() == f"{folder} er i orden igjen. Endringene er tilgjengelige.\n"
