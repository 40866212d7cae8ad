"""schemathesis: calls that nobody thought of, made from the OpenAPI document itself."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from world import World

SEED = 20_260_101
CHECKS = "not_a_server_error,content_type_conformance,status_code_conformance,response_schema_conformance"
# A stream is an answer that does not end.
ENDLESS = "^/api/v1/streaming"
METHODS = {"get", "post", "put", "patch", "delete"}


def described(world: World) -> set[str]:
    """Every call of the document, but for the endless ones."""
    answer = requests.get(f"{world.origin}/api/openapi.json", timeout=20)
    return {
        f"{method.upper()} {path}"
        for path, item in answer.json()["paths"].items()
        for method in item.keys() & METHODS
        if not re.match(ENDLESS, path)
    }


def answered(events: Path) -> set[str]:
    """Every call that was made and answered, as schemathesis noted it."""
    ended = (json.loads(line).get("ScenarioFinished") for line in events.read_text().splitlines())
    records = [scenario["recorder"] for scenario in ended if scenario is not None]
    return {
        record["label"]
        for record in records
        if any(interaction["response"] is not None for interaction in record.get("interactions", {}).values())
    }


def run(world: World, directory: Path, seconds: int, *options: str) -> None:
    """Calls everything that is described, for so many seconds. None of it is forgotten."""
    program, events = str(Path(sys.executable).with_name("schemathesis")), directory / "events.ndjson"
    command = [program, "run", f"{world.origin}/api/openapi.json", "--no-color", "--continue-on-failure"]
    command += ["--checks", CHECKS, "--exclude-path-regex", ENDLESS, "--suppress-health-check", "all"]
    command += ["--phases", "coverage,fuzzing", "--max-examples", "10", "--max-time", str(seconds)]
    command += ["--warnings", "off", "--report", "ndjson", "--report-ndjson-path", str(events)]
    command += ["--seed", str(SEED), "--generation-database", "none", *options]
    ended = subprocess.run(command, cwd=directory, capture_output=True, text=True, timeout=240, check=False)
    if ended.returncode != 0:
        pytest.fail(f"schemathesis found:\n{ended.stdout}{ended.stderr}", pytrace=False)
    calls = described(world)
    assert calls, "the document describes no call"
    assert answered(events) == calls, "every call of the document is made"


def test_finds_no_fault_as_a_member(world: World, tmp_path: Path) -> None:
    token = world.members["schemathesis"].token
    run(world, tmp_path, 20, "--header", f"Authorization: Bearer {token}")


def test_finds_no_fault_as_nobody(world: World, tmp_path: Path) -> None:
    run(world, tmp_path, 10)
