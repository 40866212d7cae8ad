// The pages of two servers in a real browser.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { chromium } from "playwright-core";

import { PASSWORD, Server } from "./server.mjs";
import { getToKnow, offer, recommend } from "./story.mjs";
import { Tab } from "./tab.mjs";
import { noComplaints, visit } from "./visit.mjs";

const PATIENCE_MILLISECONDS = 120_000;
const CHROMIUM = process.env.VOUCHWELL_BROWSER_CHROMIUM;
const ONLY_THIS_MACHINE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost";

let browser;
// What is accepted on the first server is public soon; on the second it can be pulled all the time.
let one;
let two;
const tabs = [];

before(async () => {
  [browser, one, two] = await Promise.all([
    chromium.launch({ executablePath: CHROMIUM, args: [ONLY_THIS_MACHINE] }),
    Server.start("one", "1s"),
    Server.start("two", "1h"),
  ]);
});

after(async () => {
  await browser?.close();
  await Promise.all([one?.end(), two?.end()]);
});

let isBroken = false;

/** A step of the story: the next ones stand on it. */
function step(name, run) {
  test(name, { timeout: PATIENCE_MILLISECONDS }, async (context) => {
    if (isBroken) {
      context.skip("stands on a step that failed");
      return;
    }
    isBroken = true;
    await run();
    isBroken = false;
  });
}

async function open(server, options) {
  const tab = await Tab.open(browser, server, options);
  tabs.push(tab);
  return tab;
}

/** Signs in by the form. */
async function signIn(tab, name) {
  await tab.go("/login");
  await tab.page.fill("#login", name);
  await tab.page.fill("#password", PASSWORD);
  await tab.page.click("main form button");
}

describe("a new server", () => {
  let owner;

  step("makes the first account by the link that it prints", async () => {
    owner = await open(one);
    const { page } = owner;
    await owner.go(one.firstRunLink());
    await visit(owner, "setup");
    await page.fill("#name", "igor");
    await page.fill("#email", "igor@mail.test");
    await page.fill("#password", "short");
    await page.evaluate(() => document.querySelector("main form").setAttribute("novalidate", ""));
    await page.click("main form button");
    await visit(owner, "setup-refused", { status: 422 });
    assert.equal(await page.inputValue("#name"), "igor");
    await page.fill("#password", PASSWORD);
    await page.click("main form button");
    await visit(owner, "setup-done");
    assert.equal(await owner.go(one.firstRunLink()), 404);
    await visit(owner, "setup-used", { status: 404 });
  });

  step("signs the owner in, and not with another password", async () => {
    const { page } = owner;
    await owner.go("/waiting");
    await visit(owner, "login");
    await page.fill("#login", "igor");
    await page.fill("#password", "another password");
    await page.click("main form button");
    await visit(owner, "login-wrong", { status: 422 });
    await page.fill("#password", PASSWORD);
    await page.click("main form button");
    assert.equal(new URL(page.url()).pathname, "/waiting");
    await visit(owner, "waiting-empty");
  });

  step("signs the owner out", async () => {
    const { page } = owner;
    await one.command("account", "token", "igor", "--scopes", "read");
    await owner.go("/settings/applications");
    await visit(owner, "applications");
    await page.click('form[action^="/logout"] button');
    await owner.go("/settings/applications");
    assert.equal(new URL(page.url()).pathname, "/login");
    noComplaints(owner, "signed out");
  });
});

describe("people", () => {
  let bob;
  let carla;
  let published;

  step("have a story on both servers", async () => {
    [bob, carla] = await Promise.all([one.member("bob"), two.member("carla")]);
    await getToKnow(bob, carla);
    published = await recommend(carla, bob);
    await bob.post("statuses", { status: "The workshop is open on Saturday. #workshop" });
  });

  step("show to everybody what is public", async () => {
    const visitor = await open(one);
    await visitor.go("/");
    await visit(visitor, "landing");
    await visitor.go("/about");
    await visit(visitor, "about");
    await visitor.go("/@bob");
    await visit(visitor, "profile");
    await visitor.go("/tags/workshop");
    await visit(visitor, "hashtag");
    await visitor.go("/nowhere");
    await visit(visitor, "not-found", { status: 404 });
    const there = await open(two);
    await there.go(published.url);
    await visit(there, "recommendation");
    await there.go("/@carla");
    await visit(there, "profile-of-author");
  });

  step("let everybody check a file", async () => {
    const visitor = await open(one);
    const { page } = visitor;
    const bundle = await two.send("GET", `${new URL(published.url).pathname}/bundle`);
    await visitor.go("/verify");
    await visit(visitor, "verify");
    const check = async (text) => {
      await visitor.go("/verify");
      const buffer = Buffer.from(text);
      await page.setInputFiles("input[type=file]", { name: "file.json", mimeType: "application/json", buffer });
      await page.click("main form button");
    };
    await check(bundle.text);
    await visit(visitor, "verify-valid");
    await check(bundle.text.replace("three", "four"));
    await visit(visitor, "verify-altered");
  });

  step("see what waits for them", async () => {
    const dana = await two.member("dana");
    const said = { acct: bob.handle, relationship: "worksWith", known_since: "2019" };
    await dana.post("vouchwell/acquaintances", said);
    await carla.post("vouchwell/requests", { acct: bob.handle, topics: ["joinery"], message: "It would help me." });
    await offer(carla, bob, "Bob builds furniture that one wants to keep, and he says what he cannot do.");
    await bob.find("vouchwell/acquaintances?state=asked", () => true);
    await bob.find("vouchwell/requests", ({ mine }) => !mine);
    const tab = await open(one);
    await signIn(tab, "bob");
    await tab.go("/waiting");
    await visit(tab, "waiting");
  });
});

describe("all tabs", () => {
  test("had nothing to complain about", () => {
    tabs.forEach((tab) => noComplaints(tab, tab.page.url()));
  });
});
