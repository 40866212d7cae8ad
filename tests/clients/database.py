"""The databases on which the clients are run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

VARIABLE = "VOUCHWELL_TEST_POSTGRES_URL"


def databases() -> Iterator[tuple[str, str | None]]:
    """SQLite, and PostgreSQL where there is one: the name of each, and its address if it needs one."""
    yield "SQLite", None
    superuser = os.environ.get(VARIABLE)
    if not superuser:
        return
    name = f"vouchwell_clients_{os.getpid()}"
    execute(superuser, f"CREATE DATABASE {name}")
    try:
        yield "PostgreSQL", urlsplit(superuser)._replace(path=f"/{name}").geturl()
    finally:
        execute(superuser, f"DROP DATABASE {name} WITH (FORCE)")


def execute(url: str, statement: str) -> None:
    """Runs a statement as the superuser."""
    subprocess.run([psql(), "--quiet", "--no-psqlrc", "--command", statement, url], check=True)


def psql() -> str:
    """The client of PostgreSQL, from PATH or else from where Debian keeps it."""
    if found := shutil.which("psql"):
        return found
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin/psql"))
    if not candidates:
        raise RuntimeError("psql is missing. Install it with scripts/install-test-packages.")
    return str(candidates[-1])
