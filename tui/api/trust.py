"""Whose certificates are believed."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path


def trust(otherwise: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
    """The system's certificates (SSL_CERT_FILE and SSL_CERT_DIR honoured), as a company's own authority is there.

    `otherwise` makes a context for a machine that has none.
    """
    paths = ssl.get_default_verify_paths()
    with suppress(OSError):
        if paths.cafile or (paths.capath and any(Path(paths.capath).iterdir())):
            return ssl.create_default_context()
    return otherwise()
