"""A data folder with everything the format knows, and ways to serve and change it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tui.server.runner import FolderServer

SETTINGS = """\
title = "Test"
publisher = "Test county"
namespace = "test.example"
modified = 2026-11-20T08:00:00+01:00
license = "CC0"
sources = [{ title = "Here", url = "https://example.org/æ" }]
"""

PARTNERS = '''\
[partner.nav-vefsna]
name = "Nav Vefsna"
sector = "public"
municipality = "1824"
organization_number = "974 760 673"

[partner.bymisjonen]
name = "Kirkens Bymisjon"
alternate_name = "KBN"
description = """
Two
lines"""
sector = "voluntary"
legal_status = "stiftelse"
email = "post@example.org"
website = "https://example.org"
modified = 2026-11-21T08:00:00+01:00

[[partner.bymisjonen.contact]]
name = "Kari Eksempel"
title = "leder"
department = "Mosjøen"
email = "kari@example.org"
phones = [{ number = "+47 00 00 00 00", kind = "cell", description = "dagtid" }, { number = "00000001" }]

[[partner.bymisjonen.contact]]
title = "vakt"
phone = "00000002"

[partner.tromso]
name = "Tromsø frivilligsentral"
'''

PLACES = """\
[place.kafe]
name = "Kafeen"
host = "bymisjonen"
kind = "physical"
street = "Storgata 1"
postal_code = "8656"
city = "Mosjøen"
municipality = "1824"
description = "First floor"
transportation = "Bus 1"

[place.video]
name = "Video"
kind = "virtual"
url = "https://video.example/room"
phones = [{ number = "00000003" }]
"""

HOURS = """\
[hours.nav-kafe]
title = "Nav at the cafe"
provider = "nav-vefsna"
place = "kafe"
description = "Talk to us"
contact = [{ title = "veileder", phone = "00000004" }]

[[hours.nav-kafe.session]]
key = "tuesday"
repeat = "weekly"
every = 2
days = ["tu"]
starts = 2026-01-06
until = 2026-12-31
week_starts = "mo"
opens = "10:00"
closes = 12:00:00
holidays = "closed"
by_appointment = false
valid_from = 2026-01-01
valid_to = 2026-12-31
notes = "Ring the bell"
attending = "in person"

[[hours.nav-kafe.session.exception]]
date = 2026-03-31
status = "moved"
opens = "13:00"
closes = "15:00"
note = "Easter"

[[hours.nav-kafe.session.exception]]
date = 2026-04-14
status = "cancelled"

[[hours.nav-kafe.session]]
repeat = "monthly"
days = ["1tu", "-1fr"]
month_days = [1, -1]
count = 5
starts = 2026-01-06
opens = "9:00"
closes = "10:30"
timezone = "Europe/Helsinki"

[hours.video]
title = "Video talk"
provider = "nav-vefsna"
place = "video"
session = [{ description = "By agreement", by_appointment = true }]
"""

AGREEMENTS = """\
[agreement.nav-kbn]
title = "Letter of intent"
type = "letter of intent"
status = "active"
description = "Together"
signed = "2023-05"
signed_place = "Mosjøen"
valid_from = 2023-06-01
valid_to = 2027-06-01
meeting_cadence = "twice a year"
next_meeting = 2026-12-01
evaluation_due = 2027-03-01
document = [{ title = "Text", url = "https://example.org/a.pdf" }]
source = [{ url = "https://example.org/news" }]
contact = [{ title = "secretary", email = "s@example.org" }]

[[agreement.nav-kbn.party]]
partner = "nav-vefsna"
role = "public party"
signatory = "Ola Eksempel"
signatory_title = "director"

[[agreement.nav-kbn.party]]
partner = "bymisjonen"

[[agreement.nav-kbn.goal]]
key = "talks"
title = "More talks"
description = "At the cafe"
lifecycle = "active"
achievement = "on_track"
starts = 2026-01-01
due = 2026-12-31
responsible = "nav-vefsna"

[[agreement.nav-kbn.goal.action]]
key = "room"
title = "Find a room"
due = 2026-02-01
status = "met"
met = 2026-01-20

[[agreement.nav-kbn.goal.indicator]]
key = "count"
title = "Talks"
measure = "unit"
unit = "talks"
ascending = true
baseline = 2.5
baseline_date = 2025-12-31

[[agreement.nav-kbn.goal.indicator.period]]
start = 2026-01-01
end = 2026-12-31
target = 20
actual = 12
comment = "Holidays"

[[agreement.nav-kbn.goal]]
key = "prose"
title = "Know each other"
"""

FILES = {
    "samspill.toml": SETTINGS,
    "partners.toml": PARTNERS,
    "places.toml": PLACES,
    "nordland/hours.toml": HOURS,
    "agreements.toml": AGREEMENTS,
}


def write(folder: Path, **changed: str) -> Path:
    """Write the folder; `changed` replaces files by their stem."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.stem, text), encoding="utf-8")
    return folder


def save(folder: Path, partners: str) -> None:
    """Replace a file the way editors do, so that a server that looks at it on its own never sees half of it."""
    part = folder / ".partners.toml"
    part.write_text(partners, encoding="utf-8")
    part.replace(folder / "partners.toml")


@dataclass
class Running:
    """A server on loopback with a client, and what it reported."""

    folder: Path
    url: str
    http: httpx.Client
    reports: list[str] = field(default_factory=list)


@contextmanager
def running(folder: Path, *, token_file: Path | None = None, scale: int = 0) -> Iterator[Running]:
    """Serve a folder in a thread; it looks at its files on every request."""
    reports: list[str] = []
    server = FolderServer(folder, token_file=token_file, scale=scale, check_every=0.0, report=reports.append)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        with httpx.Client(base_url=server.url, timeout=20, trust_env=False) as http:
            yield Running(folder, server.url, http, reports)
    finally:
        server.stop()
        thread.join()
