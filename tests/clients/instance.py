"""A `vouchwell serve` of its own, on loopback, with its data in a temporary directory."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import requests

PASSWORD = "correct horse battery staple"
SCOPES = "profile read write follow push"
START_SECONDS = 60


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class Instance:
    """Runs the program until the block ends, then ends it and removes what it kept."""

    def __init__(self, program: Path, database_url: str | None) -> None:
        self.program = program
        self.port = free_port()
        self.origin = f"http://localhost:{self.port}"
        self.directory = Path(tempfile.mkdtemp(prefix="vouchwell-clients."))
        self.environment = {
            name: value for name, value in os.environ.items() if not name.startswith("VOUCHWELL_")
        } | {
            "VOUCHWELL_DATA_DIR": str(self.directory / "data"),
            "VOUCHWELL_BIND": f"127.0.0.1:{self.port}",
            "VOUCHWELL_PUBLIC_URL": self.origin,
            "VOUCHWELL_LIMITS": "off",
            "VOUCHWELL_HOLD": "1s",
            "VOUCHWELL_QUARANTINE": "0s",
        }
        if database_url is not None:
            self.environment["VOUCHWELL_DATABASE_URL"] = database_url
        self.log = self.directory / "log"
        self.process: subprocess.Popen[bytes] | None = None
        self.log_file: IO[bytes] | None = None

    def __enter__(self) -> Self:
        self.log_file = self.log.open("wb")
        self.process = subprocess.Popen(
            [self.program, "serve"],
            cwd=self.directory,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=self.log_file,
            stderr=self.log_file,
        )
        try:
            self._wait_until_ready()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.log_file is not None:
            self.log_file.close()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                if requests.get(f"{self.origin}/readyz", timeout=5).ok:
                    return
            except requests.ConnectionError:
                pass
            time.sleep(0.1)
        raise RuntimeError(f"the instance does not start:\n{self.end_of_log()}")

    def is_running(self) -> bool:
        """Whether the process is still there."""
        return self.process is not None and self.process.poll() is None

    def end_of_log(self) -> str:
        """The last lines that the process wrote."""
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-40:])

    def command(self, *arguments: str) -> str:
        """What a command of the program prints, with the settings of this instance."""
        ended = subprocess.run(
            [self.program, *arguments],
            cwd=self.directory,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if ended.returncode != 0:
            raise RuntimeError(f"vouchwell {arguments[0]} {arguments[1]} failed: {ended.stderr}")
        return ended.stdout

    def create_account(self, name: str) -> None:
        """Makes an account whose password is known."""
        self.command("account", "create", name, "--email", f"{name}@mail.test", "--password", PASSWORD)

    def token(self, name: str) -> str:
        """A token that the command line makes."""
        return self.command("account", "token", name, "--scopes", SCOPES).strip()
