"""schemathesis: calls that nobody thought of, made from the OpenAPI document itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from world import World

SEED = 20_260_101
CHECKS = "not_a_server_error,content_type_conformance,status_code_conformance,response_schema_conformance"
# A stream is an answer that does not end.
ENDLESS = "^/api/v1/streaming"


def run(world: World, directory: Path, seconds: int, *options: str) -> None:
    """Calls everything that is described, for so many seconds."""
    program = str(Path(sys.executable).with_name("schemathesis"))
    command = [program, "run", f"{world.origin}/api/openapi.json", "--no-color", "--continue-on-failure"]
    command += ["--checks", CHECKS, "--exclude-path-regex", ENDLESS, "--suppress-health-check", "all"]
    command += ["--phases", "coverage,fuzzing", "--max-examples", "10", "--max-time", str(seconds)]
    command += ["--warnings", "off"]
    command += ["--seed", str(SEED), "--generation-database", "none", *options]
    ended = subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=240, check=False)
    if ended.returncode != 0:
        pytest.fail(f"schemathesis found:\n{ended.stdout}{ended.stderr}", pytrace=False)


def test_finds_no_fault_as_a_member(world: World, tmp_path: Path) -> None:
    token = world.members["schemathesis"].token
    run(world, tmp_path, 20, "--header", f"Authorization: Bearer {token}")


def test_finds_no_fault_as_nobody(world: World, tmp_path: Path) -> None:
    run(world, tmp_path, 10)
