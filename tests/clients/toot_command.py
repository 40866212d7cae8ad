"""`toot` as a person types it."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from browser import let_in
from world import Member

PATIENCE_SECONDS = 60


class Toot:
    """One installation with its own settings; members are signed in one after the other."""

    def __init__(self, origin: str, host: str, directory: Path) -> None:
        self.origin = origin
        self.host = host
        self.program = Path(sys.executable).with_name("toot")
        self.environment = os.environ | {"XDG_CONFIG_HOME": str(directory), "TOOT_VISIBILITY": "public"}

    def log_in(self, member: Member) -> str:
        """Types `toot login`, goes to the page it names, and types in the code that the page shows."""
        command = [str(self.program), "login", "--instance", self.origin]
        with subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            assert process.stdin is not None and process.stdout is not None
            said = []
            for line in process.stdout:
                said.append(line)
                if "/oauth/authorize" in line:
                    code = let_in(line.strip(), member.email, member.password)
                    process.stdin.write(f"n\n{code}\n")
                    process.stdin.close()
                    break
            said.append(process.stdout.read())
        text = "".join(said)
        assert process.returncode == 0, f"toot login ended with {process.returncode}:\n{text}"
        return text

    def run(self, *arguments: str, by: Member, succeeds: bool = True) -> str:
        """What a command prints for one of the members."""
        command = [str(self.program), "--debug", "--verbose", "--as", f"{by.name}@{self.host}", *arguments]
        ended = subprocess.run(
            command,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        told = f"toot {' '.join(arguments)} ended with {ended.returncode}:\n{ended.stdout}\n{ended.stderr}"
        assert (ended.returncode == 0) == succeeds, told
        return ended.stdout if succeeds else ended.stdout + ended.stderr

    def read(self, *arguments: str, by: Member) -> Any:
        """What a command answers as JSON."""
        return json.loads(self.run(*arguments, "--json", by=by))

    def page_through(self, *arguments: str, by: Member) -> str:
        """What a command shows while somebody keeps on pressing the key for the next page."""
        command = [str(self.program), "--as", f"{by.name}@{self.host}", *arguments]
        keyboard, terminal = pty.openpty()
        try:
            with subprocess.Popen(
                command, env=self.environment, stdin=terminal, stdout=subprocess.PIPE, text=True
            ) as process:
                text = self._press_until_ended(process, keyboard)
        finally:
            os.close(keyboard)
            os.close(terminal)
        assert process.returncode == 0, f"toot {' '.join(arguments)} ended with {process.returncode}:\n{text}"
        return text

    @staticmethod
    def _press_until_ended(process: subprocess.Popen[str], keyboard: int) -> str:
        """Presses again and again: what is pressed before the program listens is lost."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return process.communicate(timeout=0.2)[0]
            except subprocess.TimeoutExpired:
                if time.monotonic() > deadline:
                    process.kill()
                    raise
                os.write(keyboard, b" ")
