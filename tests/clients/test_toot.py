"""toot, by its command line alone."""

from __future__ import annotations

import re
from typing import Any

import pytest

from toot_command import Toot
from world import Member, World


@pytest.fixture(scope="module")
def member(world: World) -> Member:
    return world.members["toot"]


@pytest.fixture(scope="module")
def toot(world: World, member: Member, tmp_path_factory: pytest.TempPathFactory) -> Toot:
    toot = Toot(world.origin, world.host, tmp_path_factory.mktemp("toot"))
    for somebody in (world.friend, member):
        assert "Successfully logged in" in toot.log_in(somebody)
    return toot


@pytest.fixture(scope="module")
def post(toot: Toot, member: Member) -> dict[str, Any]:
    """Something that the member says, and somebody may answer."""
    written: dict[str, Any] = toot.read(
        "post", "Who knows a good plumber?", "--language", "en", "--spoiler-text", "Heating", by=member
    )
    return written


def test_shows_who_is_signed_in(toot: Toot, world: World, member: Member) -> None:
    assert toot.read("whoami", by=member)["acct"] == member.name
    assert f"@{member.name}" in toot.run("whoami", by=member)
    assert world.host in toot.run("instance", by=member)


def test_finds_and_follows_people(toot: Toot, world: World, member: Member) -> None:
    for name in (world.recommendation.author, world.writer, world.friend.name):
        assert toot.read("whois", name, by=member)["acct"] == name
        assert "✓" in toot.run("follow", name, by=member)
    found = toot.read("search", f"@{world.writer}@{world.host}", "--resolve", by=member)
    assert [account["acct"] for account in found["accounts"]] == [world.writer]


def test_shows_who_follows_whom(toot: Toot, world: World, member: Member) -> None:
    toot.run("follow", world.writer, by=member)
    assert world.writer in toot.run("following", member.name, by=member)
    assert member.name in toot.run("followers", world.writer, by=member)


def test_reads_a_recommendation(toot: Toot, world: World, member: Member) -> None:
    wanted = world.recommendation
    found = toot.read("search", wanted.url, "--resolve", by=member)["statuses"]
    assert [status["id"] for status in found] == [wanted.status_id]
    shown = toot.read("status", wanted.status_id, by=member)
    assert [mention["acct"] for mention in shown["mentions"]] == [wanted.subject]
    assert wanted.topic in [tag["name"] for tag in shown["tags"]]
    for command in (
        ["status", wanted.status_id],
        ["timelines", "account", wanted.author, "--no-pager"],
        ["thread", wanted.status_id],
    ):
        text = " ".join(toot.run(*command, by=member).split())
        assert wanted.text in text and f"@{wanted.subject}" in text, text


def test_reads_the_recommendation_at_home(toot: Toot, world: World, member: Member) -> None:
    toot.run("follow", world.recommendation.author, by=member)
    home = toot.page_through("timelines", "home", "--limit", "20", "--no-clear", by=member)
    assert world.recommendation.text in " ".join(home.split())


def test_posts_and_is_answered(toot: Toot, world: World, member: Member, post: dict[str, Any]) -> None:
    assert (post["spoiler_text"], post["language"]) == ("Heating", "en")
    answer = toot.read("post", f"@{member.name} I do", "--reply-to", post["id"], by=world.friend)
    assert answer["in_reply_to_id"] == post["id"]
    thanks = toot.read("post", f"@{world.friend.name} Thanks", "--reply-to", answer["id"], by=member)
    context = toot.read("thread", answer["id"], by=member)
    assert [status["id"] for status in context["ancestors"]] == [post["id"]]
    assert [status["id"] for status in context["descendants"]] == [thanks["id"]]


def test_hears_what_others_do(toot: Toot, world: World, member: Member, post: dict[str, Any]) -> None:
    toot.run("favourite", post["id"], by=world.friend)
    toot.run("reblog", post["id"], by=world.friend)
    toot.run("post", f"@{member.name} Have you asked yet?", by=world.friend)
    toot.run("follow", member.name, by=world.friend)
    heard = toot.read("notifications", by=member)
    kinds = {entry["type"] for entry in heard if entry["account"]["acct"] == world.friend.name}
    assert kinds >= {"favourite", "reblog", "mention", "follow"}, heard
    assert "favourited" in toot.run("notifications", by=member)


def test_picks_among_what_it_hears(toot: Toot, world: World, member: Member) -> None:
    toot.run("post", f"@{member.name} And now?", by=world.friend)
    mentions = toot.read("notifications", "--type", "mention", by=member)
    assert mentions and {entry["type"] for entry in mentions} == {"mention"}


def test_marks_what_it_likes_and_takes_it_back(toot: Toot, world: World, member: Member) -> None:
    wanted = world.recommendation.status_id
    for command, undo, mark in (
        ("favourite", "unfavourite", "favourited"),
        ("reblog", "unreblog", "reblogged"),
        ("bookmark", "unbookmark", "bookmarked"),
    ):
        assert "✓" in toot.run(command, wanted, by=member)
        assert toot.read("status", wanted, by=member)[mark] is True
        if command == "reblog":
            assert member.name in toot.run("reblogged-by", wanted, by=member)
        if command == "favourite":
            assert [status["id"] for status in toot.read("timelines", "favourites", by=member)] == [wanted]
        if command == "bookmark":
            assert world.recommendation.text in " ".join(toot.run("bookmarks", by=member).split())
        assert "✓" in toot.run(undo, wanted, by=member)
        assert toot.read("status", wanted, by=member)[mark] is False


def test_pages_through_everything(toot: Toot, world: World, member: Member) -> None:
    shown = toot.page_through("timelines", "account", world.writer, "--limit", "7", "--no-clear", by=member)
    numbers = re.findall(r"Page (\d+) of a long book", shown)
    assert numbers == [str(number) for number in reversed(range(len(world.posts)))]


def test_pins_and_deletes(toot: Toot, member: Member, post: dict[str, Any]) -> None:
    assert "✓" in toot.run("pin", post["id"], by=member)
    assert "✓" in toot.run("unpin", post["id"], by=member)
    assert "✓" in toot.run("delete", post["id"], by=member)
    assert "not found" in toot.run("status", post["id"], by=member, succeeds=False).lower()


def test_blocks_and_finds_again(toot: Toot, world: World, member: Member) -> None:
    somebody = world.recommendation.subject
    assert "✓" in toot.run("block", somebody, by=member)
    assert "✓" in toot.run("unblock", somebody, by=member)


def test_is_refused_a_password_in_plain_words(toot: Toot, world: World, member: Member) -> None:
    told = toot.run(
        "login_cli",
        "--instance",
        world.origin,
        "--email",
        member.email,
        "--password",
        member.password,
        by=member,
        succeeds=False,
    )
    assert "Login failed" in told
