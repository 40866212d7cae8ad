"""Mastodon.py, as a script uses it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from mastodon import Mastodon, MastodonNotFoundError, MastodonUnauthorizedError, StreamListener
from mastodon.return_types import Notification, Status

from browser import let_in
from world import Member, World

SCOPES = ["read", "write", "follow"]
REDIRECT_URI = "http://localhost/done?by=script"
PATIENCE_SECONDS = 20


def log_in(world: World, member: Member, redirect_uri: str) -> Mastodon:
    """Registers, sends the member to the page that asks her, and exchanges the code she comes back with."""
    client_id, client_secret = Mastodon.create_app(
        "A script", scopes=SCOPES, redirect_uris=redirect_uri, api_base_url=world.origin
    )
    client = Mastodon(client_id=client_id, client_secret=client_secret, api_base_url=world.origin)
    url = client.auth_request_url(
        redirect_uris=redirect_uri, scopes=SCOPES, force_login=True, state="state", allow_http=True
    )
    code = let_in(url, member.email, member.password)
    client.log_in(code=code, redirect_uri=redirect_uri, scopes=SCOPES, allow_http=True)
    return client


@pytest.fixture(scope="module")
def member(world: World) -> Member:
    return world.members["mastodon_py"]


@pytest.fixture(scope="module")
def client(world: World, member: Member) -> Mastodon:
    return log_in(world, member, REDIRECT_URI)


@pytest.fixture(scope="module")
def friend(world: World) -> Mastodon:
    return Mastodon(access_token=world.friend.token, api_base_url=world.origin)


@pytest.fixture(scope="module")
def post(client: Mastodon) -> Status:
    """Something that the member says, and somebody may answer."""
    written = client.status_post(
        "Who knows a good plumber?",
        visibility="public",
        spoiler_text="Heating",
        language="en",
        idempotency_key="once",
    )
    assert isinstance(written, Status)
    return written


def found_account(client: Mastodon, name: str) -> str:
    found = client.search_v2(f"@{name}", result_type="accounts", resolve=True)
    assert [account.acct for account in found.accounts] == [name]
    return str(found.accounts[0].id)


def test_knows_the_instance_and_who_is_signed_in(client: Mastodon, world: World, member: Member) -> None:
    assert client.instance_v1().uri == world.host
    assert client.instance_v2().domain == world.host
    assert client.account_verify_credentials().acct == member.name
    assert client.app_verify_credentials().name == "A script"
    assert client.preferences()["posting:default:visibility"] == "public"
    assert client.instance_nodeinfo().software.name == "vouchwell"


def test_follows(client: Mastodon, world: World, member: Member) -> None:
    for name in (world.recommendation.author, world.friend.name):
        followed = found_account(client, name)
        assert client.account_follow(followed).following
        assert client.account_relationships(followed)[0].following
        assert client.account(followed).acct == client.account_lookup(name).acct == name


def test_shows_who_follows_whom(client: Mastodon, world: World, member: Member) -> None:
    followed = found_account(client, world.writer)
    client.account_follow(followed)
    assert member.name in [account.acct for account in client.account_followers(followed)]
    mine = client.account_verify_credentials()
    assert world.writer in [account.acct for account in client.account_following(mine)]


def test_reads_a_recommendation(client: Mastodon, world: World) -> None:
    wanted = world.recommendation
    found = client.search_v2(wanted.url, resolve=True).statuses
    author = found_account(client, wanted.author)
    client.account_follow(author)
    for place, statuses in (
        ("the search", found),
        ("the profile", client.account_statuses(author)),
        ("home", client.fetch_remaining(client.timeline_home(limit=40))),
        ("the public timeline", client.fetch_remaining(client.timeline_public(limit=40))),
    ):
        shown = [status for status in statuses if str(status.id) == wanted.status_id]
        assert len(shown) == 1, f"{place} has it {len(shown)} times"
        status = shown[0]
        assert wanted.text in status.content and status.url == wanted.url
        assert status.account.acct == wanted.author
        assert [mention.acct for mention in status.mentions] == [wanted.subject]
        assert wanted.topic in [tag.name for tag in status.tags]


def test_shows_the_card_of_a_recommendation(client: Mastodon, world: World) -> None:
    card = client.status(world.recommendation.status_id).card
    assert card is not None and card.url == world.recommendation.url and card.title


def test_posts_once(client: Mastodon, post: Status) -> None:
    again = client.status_post(
        "Who knows a good plumber?",
        visibility="public",
        spoiler_text="Heating",
        language="en",
        idempotency_key="once",
    )
    assert again.id == post.id
    assert (post.spoiler_text, post.language, post.visibility) == ("Heating", "en", "public")


def test_is_answered(client: Mastodon, friend: Mastodon, member: Member, post: Status) -> None:
    answer = friend.status_reply(post, "I do")
    assert str(answer.in_reply_to_id) == str(post.id) and member.name in answer.content
    thanks = client.status_reply(answer, "Thanks")
    context = client.status_context(answer)
    assert [status.id for status in context.ancestors] == [post.id]
    assert [status.id for status in context.descendants] == [thanks.id]


def test_hears_what_others_do(
    client: Mastodon, friend: Mastodon, world: World, member: Member, post: Status
) -> None:
    friend.status_favourite(post)
    friend.status_reblog(post)
    friend.status_post(f"@{member.name} Have you asked yet?")
    friend.account_follow(found_account(friend, member.name))
    heard = [entry for entry in client.notifications() if entry.account.acct == world.friend.name]
    assert {entry.type for entry in heard} >= {"favourite", "reblog", "mention", "follow"}
    assert {str(entry.status.id) for entry in heard if entry.type == "favourite"} == {str(post.id)}


def test_picks_among_what_it_hears(client: Mastodon, friend: Mastodon, world: World, member: Member) -> None:
    friend.status_post(f"@{member.name} And now?")
    mentions = client.notifications(types=["mention"])
    assert {entry.type for entry in mentions} == {"mention"}
    assert client.notifications(id=mentions[0].id).id == mentions[0].id


def test_reads_notifications_in_groups(
    client: Mastodon, friend: Mastodon, world: World, post: Status
) -> None:
    friend.status_favourite(post)
    grouped = client.grouped_notifications()
    assert "favourite" in {group.type for group in grouped.notification_groups}
    assert world.friend.name in {account.acct for account in grouped.accounts}


def test_marks_what_it_likes_and_takes_it_back(client: Mastodon, world: World, member: Member) -> None:
    wanted = world.recommendation.status_id
    assert client.status_favourite(wanted).favourited
    assert client.status_reblog(wanted).reblog.reblogged
    assert client.status_bookmark(wanted).bookmarked
    assert [str(status.id) for status in client.favourites()] == [wanted]
    assert [str(status.id) for status in client.bookmarks()] == [wanted]
    assert member.name in [account.acct for account in client.status_favourited_by(wanted)]
    assert member.name in [account.acct for account in client.status_reblogged_by(wanted)]
    client.status_unfavourite(wanted)
    client.status_unreblog(wanted)
    client.status_unbookmark(wanted)
    status = client.status(wanted)
    assert not (status.favourited or status.reblogged or status.bookmarked)


def test_walks_through_everything(client: Mastodon, world: World) -> None:
    writer = found_account(client, world.writer)
    client.account_follow(writer)
    pages = {
        "the profile": client.account_statuses(writer, limit=7),
        "home": client.timeline_home(limit=7),
        "home, backwards": client.timeline_home(limit=7, min_id="0"),
    }
    for place, first in pages.items():
        backwards = place.endswith("backwards")
        walked = client.pagination_iterator(first, direction="previous" if backwards else "next")
        seen = [str(status.id) for status in walked if status.account.acct == world.writer]
        expected = world.posts
        if backwards:
            # Every page is newest first, and each stands before the last.
            assert sorted(seen, key=int) == sorted(expected, key=int), place
        else:
            assert seen == expected, place
    assert [str(status.id) for status in client.fetch_remaining(pages["the profile"])] == world.posts


def test_edits_and_deletes(client: Mastodon) -> None:
    written = client.status_post("Teh heating works")
    assert "The heating" in client.status_update(written, "The heating works").content
    assert ["Teh" in version.content for version in client.status_history(written)] == [True, False]
    assert client.status_source(written).text == "The heating works"
    assert client.status_delete(written).text == "The heating works"
    with pytest.raises(MastodonNotFoundError):
        client.status(written)


class Listener(StreamListener):
    """Keeps what the server tells."""

    def __init__(self) -> None:
        self.statuses: queue.Queue[Status] = queue.Queue()
        self.notifications: queue.Queue[Notification] = queue.Queue()

    def on_update(self, status: Status) -> None:
        self.statuses.put(status)

    def on_notification(self, notification: Notification) -> None:
        self.notifications.put(notification)

    def hear(self, said: Status) -> None:
        """Waits for a status. What was said before it may still come first."""
        while self.statuses.get(timeout=PATIENCE_SECONDS).id != said.id:
            pass


@contextmanager
def listening(begin: Callable[[Listener], Any], friend: Mastodon) -> Iterator[Listener]:
    """Listens to a stream, which the client closes when its next line has come."""
    listener = Listener()
    stream = begin(listener)
    try:
        yield listener
    finally:
        threading.Timer(0.5, friend.status_post, ["Good night #colleagues"]).start()
        stream.close()


def test_hears_at_once_what_others_do(
    client: Mastodon, friend: Mastodon, world: World, member: Member
) -> None:
    client.account_follow(found_account(client, world.friend.name))
    assert client.stream_healthy()
    with listening(lambda listener: client.stream_user(listener, run_async=True), friend) as listener:
        said = friend.status_post(f"@{member.name} Are you there?")
        told = listener.notifications.get(timeout=PATIENCE_SECONDS)
        assert told.type == "mention" and told.status is not None and told.status.id == said.id
        listener.hear(said)


@pytest.mark.parametrize("stream", ["public", "local", "hashtag", "list"])
def test_hears_what_a_timeline_gets(client: Mastodon, friend: Mastodon, world: World, stream: str) -> None:
    author = found_account(client, world.friend.name)
    client.account_follow(author)
    colleagues = client.list_create("Colleagues")
    client.list_accounts_add(colleagues, author)
    begin: dict[str, Callable[[Listener], Any]] = {
        "public": lambda listener: client.stream_public(listener, run_async=True),
        "local": lambda listener: client.stream_local(listener, run_async=True),
        "hashtag": lambda listener: client.stream_hashtag("colleagues", listener, run_async=True),
        "list": lambda listener: client.stream_list(colleagues, listener, run_async=True),
    }
    with listening(begin[stream], friend) as listener:
        said = friend.status_post(f"Who is in this week, and who hears it by {stream}? #colleagues")
        listener.hear(said)
    client.list_delete(colleagues)


def test_logs_out(world: World, member: Member) -> None:
    client = log_in(world, member, "urn:ietf:wg:oauth:2.0:oob")
    token = client.access_token
    client.revoke_access_token(allow_http=True)
    with pytest.raises(MastodonUnauthorizedError):
        Mastodon(access_token=token, api_base_url=world.origin).account_verify_credentials()
