"""A real, throwaway PostgreSQL server for the storage tests, from the binaries on this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

_UNPRIVILEGED = ("postgres", "nobody")
"""initdb and postgres refuse to run as root, so root runs them as the first of these that exists."""


class PostgresMissing(Exception):
    """There are no PostgreSQL server binaries here."""


@dataclass(frozen=True)
class PostgresServer:
    """A running server without passwords, reachable on the loopback only."""

    port: int

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://puente@127.0.0.1:{self.port}/{name}"

    def run(self, statement: str) -> None:
        """Run one statement outside any transaction, in the maintenance database."""
        with psycopg.connect(f"postgresql://puente@127.0.0.1:{self.port}/postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


@contextmanager
def throwaway_postgres() -> Iterator[PostgresServer]:
    """Start a server in a temporary folder on a free port and remove all of it afterwards.

    Raises PostgresMissing when the server is not installed.
    """
    binaries = _binaries()
    with tempfile.TemporaryDirectory(prefix="puente-pg-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        prefix = _give_away(root)
        data = root / "data"
        subprocess.run(
            [*prefix, str(binaries / "initdb"), "-D", str(data), "-U", "puente", "-A", "trust", "-E", "UTF8",
             "--locale=C", "--no-sync"],
            check=True, capture_output=True, cwd=root,
        )  # fmt: skip
        port = _free_port()
        options = (
            f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={root} -c max_connections=120 "
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=32MB -c timezone=UTC"
        )
        control = [*prefix, str(binaries / "pg_ctl"), "-D", str(data)]
        subprocess.run(
            [*control, "-w", "-t", "60", "-l", str(root / "log"), "-o", options, "start"],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=root,
        )  # fmt: skip
        try:
            yield PostgresServer(port)
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd=root)


def _binaries() -> Path:
    """The folder of `initdb`: the newest of Debian's, else where PATH has it."""
    debian = sorted(
        (path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
    )
    if debian:
        return debian[-1]
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    raise PostgresMissing("no PostgreSQL server here; `apt-get install postgresql` provides it")


def _give_away(root: Path) -> list[str]:
    """As root, make the folder an unprivileged user's and return the command prefix to run as that user."""
    if os.geteuid() != 0:
        return []
    for name in _UNPRIVILEGED:
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(root, user.pw_uid, user.pw_gid)
        if shutil.which("setpriv"):
            return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
        if shutil.which("runuser"):
            return ["runuser", "-u", name, "--"]
    raise PostgresMissing("root cannot run PostgreSQL, and there is no user postgres or nobody to run it as")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
