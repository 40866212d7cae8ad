"""Lets every client use an instance of its own, on every database there is: `run.py PROGRAM [CLIENT...]`."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import story
from database import databases
from instance import Instance
from world import VARIABLE

HERE = Path(__file__).resolve().parent
PATIENCE_SECONDS = 300
CLIENTS = ["toot", "mastodon_py", "masto", "megalodon", "schemathesis"]


@dataclass(frozen=True)
class Outcome:
    """How a client fared."""

    client: str
    database: str
    succeeded: bool
    seconds: float


def command(client: str) -> list[str]:
    """What runs the steps of a client."""
    script = Path(os.environ["VOUCHWELL_CLIENTS_NODE_DIRECTORY"]) / f"{client}.test.mjs"
    if script.exists():
        options = ["--test", "--test-reporter=spec", "--test-force-exit"]
        return [os.environ["VOUCHWELL_CLIENTS_NODE"], *options, str(script)]
    return [sys.executable, "-m", "pytest", f"test_{client}.py"]


def run(program: Path, clients: list[str]) -> list[Outcome]:
    """Runs the clients one after the other on every database."""
    outcomes = []
    for database, url in databases():
        with Instance(program, url) as instance:
            world = instance.directory / "world.json"
            story.tell(instance, clients).write(world)
            for client in clients:
                print(f"\n--> {client} on {database}", flush=True)
                started = time.monotonic()
                environment = os.environ | {
                    VARIABLE: str(world),
                    "VOUCHWELL_CLIENTS_PYTHON": sys.executable,
                    "VOUCHWELL_CLIENTS_BROWSER": str(HERE / "browser.py"),
                }
                ended = subprocess.run(
                    command(client), cwd=HERE, env=environment, timeout=PATIENCE_SECONDS, check=False
                )
                succeeded = ended.returncode == 0 and instance.is_running()
                if not succeeded:
                    print(f"--- end of the log of the instance ---\n{instance.end_of_log()}\n---", flush=True)
                outcomes.append(Outcome(client, database, succeeded, time.monotonic() - started))
    return outcomes


def main() -> int:
    """Runs what the arguments say and answers whether everything succeeded."""
    program = Path(sys.argv[1]).resolve()
    clients = sys.argv[2:] or CLIENTS
    outcomes = run(program, clients)
    print()
    for outcome in outcomes:
        word = "ok    " if outcome.succeeded else "FAILED"
        print(f"{word}  {outcome.seconds:4.0f} s  {outcome.client} on {outcome.database}")
    return 0 if all(outcome.succeeded for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
