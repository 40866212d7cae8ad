"""What stands on the instance before a client comes, as the clients are told it."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

VARIABLE = "VOUCHWELL_CLIENTS_WORLD"


@dataclass(frozen=True)
class Member:
    """Somebody who has an account."""

    name: str
    email: str
    password: str
    token: str


@dataclass(frozen=True)
class Recommendation:
    """A public one: `author` about `subject`."""

    author: str
    subject: str
    text: str
    topic: str
    url: str
    status_id: str


@dataclass(frozen=True)
class World:
    """Everything a client has to know."""

    origin: str
    host: str
    # One for each client, by the client's name.
    members: dict[str, Member]
    # Somebody who answers the members.
    friend: Member
    # Somebody who wrote more than fits on a page; the numbers of the posts, newest first.
    writer: str
    posts: list[str]
    recommendation: Recommendation

    def write(self, path: Path) -> None:
        """Keeps it where the clients read it."""
        path.write_text(json.dumps(asdict(self)))

    @staticmethod
    def read() -> World:
        """Reads what the driver kept."""
        fields = json.loads(Path(os.environ[VARIABLE]).read_text())
        fields["members"] = {name: Member(**member) for name, member in fields["members"].items()}
        fields["friend"] = Member(**fields["friend"])
        fields["recommendation"] = Recommendation(**fields["recommendation"])
        return World(**fields)
