"""What the tests of the clients written in Python share."""

from __future__ import annotations

import pytest

from world import World


@pytest.fixture(scope="session")
def world() -> World:
    """What stands on the instance."""
    return World.read()
