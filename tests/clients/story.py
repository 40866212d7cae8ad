"""Brings about what the clients find: members, many posts, and a recommendation that everybody may read."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import requests

from instance import PASSWORD, Instance
from world import Member, Recommendation, World

POSTS = 45
PATIENCE_SECONDS = 60
TEXT = "Carla rebuilt the heating of our house in one autumn and explained every pipe of it."
TOPIC = "plumbing"


class Caller:
    """A member who uses the API itself."""

    def __init__(self, instance: Instance, name: str) -> None:
        self.origin = instance.origin
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {instance.token(name)}"

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """What a call answers; everything but success ends the story."""
        answer = self.session.request(method, self.origin + path, json=body, timeout=30)
        if not answer.ok:
            raise RuntimeError(f"{method} {path} answered {answer.status_code}: {answer.text}")
        return answer.json()

    def find(self, path: str, wanted: Callable[[Any], bool]) -> Any:
        """The first entry of a list that is wanted, as soon as there is one."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            entries = self.call("GET", path)
            for entry in entries:
                if wanted(entry):
                    return entry
            time.sleep(0.2)
        raise RuntimeError(f"{path} never has what it should: {entries}")


def tell(instance: Instance, clients: list[str]) -> World:
    """Makes it all, through the command line and the API."""
    names = {client: f"uses_{client}" for client in clients}
    for name in ["author", "subject", "friend", "writer", *names.values()]:
        instance.create_account(name)
    recommendation = recommend(Caller(instance, "author"), Caller(instance, "subject"))
    return World(
        origin=instance.origin,
        host=f"localhost:{instance.port}",
        members={client: member(instance, name) for client, name in names.items()},
        friend=member(instance, "friend"),
        writer="writer",
        posts=write_posts(Caller(instance, "writer")),
        recommendation=recommendation,
    )


def member(instance: Instance, name: str) -> Member:
    """What a client is told of a member."""
    return Member(name, f"{name}@mail.test", PASSWORD, instance.token(name))


def write_posts(writer: Caller) -> list[str]:
    """More posts than any client reads at once."""
    posts = [
        writer.call("POST", "/api/v1/statuses", {"status": f"Page {number} of a long book"})
        for number in range(POSTS)
    ]
    return [post["id"] for post in reversed(posts)]


def recommend(author: Caller, subject: Caller) -> Recommendation:
    """The whole way: both attest, one writes, the other accepts, the hold ends."""
    said = {"acct": "author", "relationship": "worksWith", "known_since": "2021-03"}
    subject.call("POST", "/api/v1/vouchwell/acquaintances", said)
    asked = author.find("/api/v1/vouchwell/acquaintances?state=asked", lambda _: True)
    answer = {"answer": "yes", "relationship": "worksWith", "known_since": "2021"}
    author.call("POST", f"/api/v1/vouchwell/acquaintances/{asked['id']}/answer", answer)
    subject.find("/api/v1/vouchwell/acquaintances?state=mutual", lambda _: True)

    draft = {
        "acct": "subject",
        "text": TEXT,
        "topics": [TOPIC],
        "language": "en",
        "limitations": "",
        "disclosures": [],
    }
    written = author.call("POST", "/api/v1/vouchwell/recommendations", draft)
    author.call("POST", f"/api/v1/vouchwell/recommendations/{written['id']}/offer", {})
    offered = subject.find(
        "/api/v1/vouchwell/recommendations?role=subject", lambda entry: entry["state"] == "offered"
    )
    accept = {"answer": "accept"}
    subject.call("POST", f"/api/v1/vouchwell/recommendations/{offered['id']}/answer", accept)
    public = author.find(
        "/api/v1/vouchwell/recommendations?role=author", lambda entry: entry["state"] == "public"
    )
    return Recommendation("author", "subject", TEXT, TOPIC, public["url"], public["status_id"])
