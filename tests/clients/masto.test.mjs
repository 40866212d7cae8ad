// masto.js, the client library of Phanpy and Elk.

import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";

import { createOAuthAPIClient, createRestAPIClient, createStreamingAPIClient } from "masto";

import { first, letIn, step, world } from "./world.mjs";

const { origin: url, recommendation } = world;
const member = world.members.masto;
const scope = "read write follow";
const redirectUri = "http://localhost/masto/done";
const friend = createRestAPIClient({ url, accessToken: world.friend.token });
const asked = { status: "Who knows a good plumber?", spoilerText: "Heating", language: "en" };

let application;
let accessToken;
let client;
let post;

const idsOf = (entities) => entities.map((entity) => entity.id);

async function find(by, name) {
  const found = await by.v2.search.list({ q: `@${name}@${world.host}`, type: "accounts", resolve: true });
  assert.deepEqual(found.accounts.map((account) => account.acct), [name]);
  return found.accounts[0].id;
}

async function walk(pages) {
  const seen = [];
  for await (const page of pages) {
    seen.push(...page);
  }
  return seen;
}

step("logs in with PKCE", async () => {
  application = await createRestAPIClient({ url }).v1.apps.create({
    clientName: "masto", redirectUris: redirectUri, scopes: scope, website: "https://masto.test",
  });
  const codeVerifier = randomBytes(32).toString("base64url");
  const question = new URLSearchParams({
    response_type: "code", client_id: application.clientId, redirect_uri: redirectUri, scope,
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  const token = await createOAuthAPIClient({ url }).token.create({
    grantType: "authorization_code", clientId: application.clientId,
    clientSecret: application.clientSecret, redirectUri, scope, codeVerifier,
    code: await letIn(`${url}/oauth/authorize?${question}`, member),
  });
  accessToken = token.accessToken;
  client = createRestAPIClient({ url, accessToken });
  assert.equal((await client.v1.accounts.verifyCredentials()).acct, member.name);
});

step("knows the instance", async () => {
  assert.equal((await client.v2.instance.fetch()).domain, world.host);
  assert.equal((await client.v1.preferences.fetch())["posting:default:visibility"], "public");
});

step("follows", async () => {
  for (const name of [recommendation.author, world.writer, world.friend.name]) {
    const id = await find(client, name);
    assert.equal((await client.v1.accounts.$select(id).follow()).following, true);
    const [relationship] = await client.v1.accounts.relationships.fetch({ id: [id] });
    assert.equal(relationship.following, true);
    assert.equal((await client.v1.accounts.lookup({ acct: name })).id, id);
  }
});

step("shows who follows whom", async () => {
  const me = await client.v1.accounts.verifyCredentials();
  const following = await walk(client.v1.accounts.$select(me.id).following.list({ limit: 1 }));
  assert.ok(following.some((account) => account.acct === world.writer));
  const followers = await client.v1.accounts.$select(await find(client, world.writer)).followers.list();
  assert.ok(followers.some((account) => account.acct === member.name));
});

step("reads a recommendation", async () => {
  const author = await find(client, recommendation.author);
  const places = {
    search: (await client.v2.search.list({ q: recommendation.url, resolve: true })).statuses,
    profile: await client.v1.accounts.$select(author).statuses.list({ excludeReplies: true }),
    home: await walk(client.v1.timelines.home.list({ limit: 40 })),
    itself: [await client.v1.statuses.$select(recommendation.status_id).fetch()],
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
  const { card } = await client.v1.statuses.$select(recommendation.status_id).fetch();
  assert.equal(card?.url, recommendation.url);
});

step("posts once", async () => {
  const key = { requestInit: { headers: { "Idempotency-Key": "masto" } } };
  post = await client.v1.statuses.create(asked, key);
  assert.equal((await client.v1.statuses.create(asked, key)).id, post.id);
  assert.deepEqual([post.spoilerText, post.language], [asked.spoilerText, asked.language]);
});

step("is answered", async () => {
  const answer = await friend.v1.statuses.create({ status: `@${member.name} I do`, inReplyToId: post.id });
  const thanks = await client.v1.statuses.create({
    status: `@${world.friend.name} Thanks`, inReplyToId: answer.id,
  });
  const context = await client.v1.statuses.$select(answer.id).context.fetch();
  assert.deepEqual([idsOf(context.ancestors), idsOf(context.descendants)], [[post.id], [thanks.id]]);
});

step("hears what others do", async () => {
  await friend.v1.statuses.$select(post.id).favourite();
  await friend.v1.statuses.$select(post.id).reblog();
  await friend.v1.accounts.$select(await find(friend, member.name)).follow();
  const heard = await client.v1.notifications.list();
  const kinds = heard
    .filter((entry) => entry.account.acct === world.friend.name)
    .map((entry) => entry.type);
  assert.deepEqual(new Set(kinds), new Set(["mention", "favourite", "reblog", "follow"]));
});

step("picks among what it hears", async () => {
  const mentions = await client.v1.notifications.list({ types: ["mention"] });
  assert.ok(mentions.length > 0 && mentions.every((entry) => entry.type === "mention"));
  assert.equal((await client.v1.notifications.$select(mentions[0].id).fetch()).id, mentions[0].id);
});

step("reads notifications in groups", async () => {
  const grouped = await client.v2.notifications.list();
  assert.ok(grouped.notificationGroups.some((group) => group.type === "favourite"));
  assert.ok(grouped.accounts.some((account) => account.acct === world.friend.name));
});

step("keeps where it has read to", async () => {
  await client.v1.markers.create({ home: { lastReadId: post.id } });
  const markers = await client.v1.markers.fetch({ timeline: ["home", "notifications"] });
  assert.equal(markers.home.lastReadId, post.id);
});

step("marks what it likes and takes it back", async () => {
  const wanted = client.v1.statuses.$select(recommendation.status_id);
  assert.equal((await wanted.favourite()).favourited, true);
  assert.equal((await wanted.reblog()).reblog.reblogged, true);
  assert.equal((await wanted.bookmark()).bookmarked, true);
  assert.deepEqual(idsOf(await client.v1.favourites.list()), [recommendation.status_id]);
  assert.deepEqual(idsOf(await client.v1.bookmarks.list()), [recommendation.status_id]);
  for (const list of [wanted.favouritedBy.list(), wanted.rebloggedBy.list()]) {
    assert.ok((await list).some((account) => account.acct === member.name));
  }
  await wanted.unfavourite();
  await wanted.unreblog();
  await wanted.unbookmark();
  const { favourited, reblogged, bookmarked } = await wanted.fetch();
  assert.deepEqual([favourited, reblogged, bookmarked], [false, false, false]);
});

step("walks through everything", async () => {
  const writer = await find(client, world.writer);
  const profile = await walk(client.v1.accounts.$select(writer).statuses.list({ limit: 7 }));
  assert.deepEqual(idsOf(profile), world.posts);
  const home = await walk(client.v1.timelines.home.list({ limit: 7 }));
  const written = home.filter((status) => status.account.acct === world.writer);
  assert.deepEqual(idsOf(written), world.posts);
});

step("edits and deletes", async () => {
  const { id } = await client.v1.statuses.create({ status: "Teh heating works" });
  const status = client.v1.statuses.$select(id);
  assert.match((await status.update({ status: "The heating works" })).content, /The heating/);
  assert.equal((await status.history.list()).length, 2);
  assert.equal((await status.source.fetch()).text, "The heating works");
  await status.remove();
  await assert.rejects(status.fetch(), { statusCode: 404 });
});

step("hears at once what others do", async () => {
  const { configuration } = await client.v2.instance.fetch();
  const streaming = createStreamingAPIClient({
    streamingApiUrl: configuration.urls.streaming, accessToken, retry: false,
  });
  const subscription = streaming.user.subscribe();
  try {
    const told = first(subscription, (event) => event.event === "notification");
    await streaming.prepare();
    const said = await friend.v1.statuses.create({ status: `@${member.name} Are you there?` });
    const { payload } = await told;
    assert.deepEqual([payload.type, payload.status.id], ["mention", said.id]);
  } finally {
    subscription.unsubscribe();
    streaming.close();
  }
});

step("hears what a timeline gets", async () => {
  const { configuration } = await client.v2.instance.fetch();
  const streaming = createStreamingAPIClient({
    streamingApiUrl: configuration.urls.streaming, accessToken, retry: false,
  });
  const author = await find(client, world.friend.name);
  await client.v1.accounts.$select(author).follow();
  const list = await client.v1.lists.create({ title: "Colleagues" });
  await client.v1.lists.$select(list.id).accounts.create({ accountIds: [author] });
  const subscriptions = [
    streaming.public.subscribe(),
    streaming.public.local.subscribe(),
    streaming.hashtag.subscribe({ tag: "colleagues" }),
    streaming.list.subscribe({ list: list.id }),
  ];
  try {
    const told = subscriptions.map((each) => first(each, (event) => event.event === "update"));
    await streaming.prepare();
    const said = await friend.v1.statuses.create({ status: "Who is in this week? #colleagues" });
    for (const { payload } of await Promise.all(told)) {
      assert.equal(payload.id, said.id);
    }
  } finally {
    subscriptions.forEach((each) => each.unsubscribe());
    streaming.close();
    await client.v1.lists.$select(list.id).remove();
  }
});

step("logs out", async () => {
  const { clientId, clientSecret } = application;
  await createOAuthAPIClient({ url }).revoke({ clientId, clientSecret, token: accessToken });
  await assert.rejects(client.v1.accounts.verifyCredentials(), { statusCode: 401 });
});
