// megalodon, the client library of Fedistar and Whalebird.

import assert from "node:assert/strict";
import { once } from "node:events";

import megalodon from "megalodon";

import { letIn, step, world } from "./world.mjs";

const { origin, recommendation } = world;
const member = world.members.megalodon;
const scopes = ["read", "write", "follow"];
const generator = megalodon.default ?? megalodon;
const connect = (token) => generator("mastodon", origin, token);
const friend = connect(world.friend.token);

let application;
let accessToken;
let client;
let post;

const idsOf = ({ data }) => data.map((entity) => entity.id);

async function find(by, name) {
  const { data } = await by.search(`@${name}@${world.host}`, { type: "accounts", resolve: true });
  assert.deepEqual(data.accounts.map((account) => account.acct), [name]);
  return data.accounts[0].id;
}

/** megalodon has no iterator: its programs go on from the oldest entry they have. */
async function walk(read) {
  const seen = [];
  for (let page = (await read()).data; page.length > 0; page = (await read(seen.at(-1).id)).data) {
    seen.push(...page);
  }
  return seen;
}

step("logs in", async () => {
  application = await connect(null).registerApp("megalodon", { scopes, website: "https://megalodon.test" });
  const code = await letIn(application.url, member);
  const token = await connect(null).fetchAccessToken(application.client_id, application.client_secret, code);
  accessToken = token.access_token;
  client = connect(accessToken);
  assert.equal((await client.verifyAccountCredentials()).data.acct, member.name);
  assert.equal((await client.verifyAppCredentials()).data.name, "megalodon");
});

step("knows the instance", async () => {
  const { data } = await client.getInstance();
  assert.equal(data.uri, world.host);
  assert.equal((await client.getPreferences()).data["posting:default:visibility"], "public");
});

step("follows", async () => {
  for (const name of [recommendation.author, world.writer, world.friend.name]) {
    const id = await find(client, name);
    assert.equal((await client.followAccount(id)).data.following, true);
    assert.equal((await client.getRelationship(id)).data.following, true);
    assert.equal((await client.lookupAccount(name)).data.id, id);
  }
});

step("shows who follows whom", async () => {
  const { data: me } = await client.verifyAccountCredentials();
  const following = (await client.getAccountFollowing(me.id)).data;
  assert.ok(following.some((account) => account.acct === world.writer));
  const followers = (await client.getAccountFollowers(await find(client, world.writer))).data;
  assert.ok(followers.some((account) => account.acct === member.name));
});

step("reads a recommendation", async () => {
  const author = await find(client, recommendation.author);
  const places = {
    search: (await client.search(recommendation.url, { type: "statuses", resolve: true })).data.statuses,
    profile: (await client.getAccountStatuses(author, { exclude_replies: true })).data,
    home: await walk((before) => client.getHomeTimeline({ limit: 40, max_id: before })),
    itself: [(await client.getStatus(recommendation.status_id)).data],
  };
  for (const [place, statuses] of Object.entries(places)) {
    const shown = statuses.filter((status) => status.id === recommendation.status_id);
    assert.equal(shown.length, 1, place);
    assert.ok(shown[0].content.includes(recommendation.text), place);
    assert.equal(shown[0].url, recommendation.url);
    assert.deepEqual(shown[0].mentions.map((mention) => mention.acct), [recommendation.subject]);
    assert.ok(shown[0].tags.some((tag) => tag.name === recommendation.topic));
  }
});

step("shows the card of a recommendation", async () => {
  const { card } = (await client.getStatus(recommendation.status_id)).data;
  assert.equal(card?.url, recommendation.url);
});

step("posts", async () => {
  const options = { visibility: "public", spoiler_text: "Heating", language: "en", sensitive: true };
  post = (await client.postStatus("Who knows a good plumber?", options)).data;
  assert.deepEqual([post.spoiler_text, post.visibility, post.sensitive], ["Heating", "public", true]);
});

step("is answered", async () => {
  const answer = (await friend.postStatus(`@${member.name} I do`, { in_reply_to_id: post.id })).data;
  const reply = { in_reply_to_id: answer.id };
  const thanks = (await client.postStatus(`@${world.friend.name} Thanks`, reply)).data;
  const { ancestors, descendants } = (await client.getStatusContext(answer.id)).data;
  assert.deepEqual([idsOf({ data: ancestors }), idsOf({ data: descendants })], [[post.id], [thanks.id]]);
});

step("hears what others do", async () => {
  await friend.favouriteStatus(post.id);
  await friend.reblogStatus(post.id);
  await friend.followAccount(await find(friend, member.name));
  const heard = (await client.getNotifications({ limit: 20 })).data;
  const kinds = heard
    .filter((entry) => entry.account.acct === world.friend.name)
    .map((entry) => entry.type);
  assert.deepEqual(new Set(kinds), new Set(["mention", "favourite", "reblog", "follow"]));
});

step("picks among what it hears", async () => {
  const rest = (await client.getNotifications({ exclude_types: ["favourite", "reblog", "follow"] })).data;
  assert.ok(rest.length > 0 && rest.every((entry) => entry.type === "mention"));
  assert.equal((await client.getNotification(rest[0].id)).data.id, rest[0].id);
});

step("marks what it likes and takes it back", async () => {
  const id = recommendation.status_id;
  assert.equal((await client.favouriteStatus(id)).data.favourited, true);
  assert.equal((await client.reblogStatus(id)).data.reblog.reblogged, true);
  assert.equal((await client.bookmarkStatus(id)).data.bookmarked, true);
  assert.deepEqual(idsOf(await client.getFavourites()), [id]);
  assert.deepEqual(idsOf(await client.getBookmarks()), [id]);
  for (const { data } of [await client.getStatusFavouritedBy(id), await client.getStatusRebloggedBy(id)]) {
    assert.ok(data.some((account) => account.acct === member.name));
  }
  await client.unfavouriteStatus(id);
  await client.unreblogStatus(id);
  await client.unbookmarkStatus(id);
  const { favourited, reblogged, bookmarked } = (await client.getStatus(id)).data;
  assert.deepEqual([favourited, reblogged, bookmarked], [false, false, false]);
});

step("walks through everything", async () => {
  const writer = await find(client, world.writer);
  const profile = await walk((before) => client.getAccountStatuses(writer, { limit: 7, max_id: before }));
  assert.deepEqual(idsOf({ data: profile }), world.posts);
  const home = await walk((before) => client.getHomeTimeline({ limit: 7, max_id: before }));
  const written = home.filter((status) => status.account.acct === world.writer);
  assert.deepEqual(idsOf({ data: written }), world.posts);
});

step("edits and deletes", async () => {
  const { id } = (await client.postStatus("Teh heating works", {})).data;
  assert.match((await client.editStatus(id, { status: "The heating works" })).data.content, /The heating/);
  assert.equal((await client.getStatusSource(id)).data.text, "The heating works");
  await client.deleteStatus(id);
  await assert.rejects(client.getStatus(id), (error) => error.response.status === 404);
});

step("hears at once what others do", async () => {
  const stream = await client.userStreaming();
  stream.on("error", (error) => console.error(error));
  try {
    await once(stream, "connect");
    const told = once(stream, "notification");
    const said = (await friend.postStatus(`@${member.name} Are you there?`, {})).data;
    const [notification] = await told;
    assert.deepEqual([notification.type, notification.status.id], ["mention", said.id]);
  } finally {
    stream.stop();
  }
});

step("logs out", async () => {
  await client.revokeToken(application.client_id, application.client_secret, accessToken);
  await assert.rejects(client.verifyAccountCredentials(), (error) => error.response.status === 401);
});
