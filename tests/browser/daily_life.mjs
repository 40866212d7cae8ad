// A member's daily life: reading, following, and deciding about her account.

import assert from "node:assert/strict";

import { sendTwice } from "./hand.mjs";
import { visit } from "./visit.mjs";
import { chapter, fillIn, open, world } from "./world.mjs";

const PAGES = [
  ["/notifications", "notifications"],
  ["/people", "people"],
  ["/people/followers", "people-followers"],
  ["/people/requests", "people-requests"],
  ["/people/muted", "people-muted"],
  ["/people/blocked", "people-blocked"],
  ["/settings", "settings"],
  ["/settings/profile", "settings-profile"],
  ["/settings/preferences", "settings-preferences"],
  ["/settings/asking", "settings-asking"],
  ["/settings/password", "settings-password"],
  ["/settings/moving", "settings-moving"],
  ["/settings/delete", "settings-delete"],
  ["/still-so", "still-so"],
];

/** A name that turns around what follows, and has no place at which a line could end. */
const HOSTILE = `\u202E<b>${"W".repeat(20)}👩‍👩‍👧`;

export default chapter("daily life", (step) => {
  let nora;
  let sven;
  let tab;

  step("begins at home", async () => {
    [nora, sven] = await Promise.all([world.one.member("Nora Lind"), world.two.member("Sven Berg")]);
    await sven.call("PATCH", "accounts/update_credentials", { display_name: HOSTILE });
    tab = await open(nora.server);
    await tab.go("/login");
    await fillIn(tab, nora);
    assert.equal(new URL(tab.page.url()).pathname, "/home");
    await visit(tab, "home");
    await tab.page.click("summary");
    await tab.page.fill("#text", `The workshop is open on Saturday. ${"W".repeat(300)}`);
    await sendTwice(tab, ".write button");
    await tab.go("/home");
    assert.equal(await tab.page.locator("article").count(), 1);
    const [{ url }] = await nora.get("timelines/home");
    const visitor = await open(world.one);
    await visitor.go(url);
    await visit(visitor, "post");
  });

  step("has pages for all that she reads and decides", async () => {
    for (const [path, name] of PAGES) {
      await tab.go(path);
      await visit(tab, name);
    }
  });

  step("has pages for people", async () => {
    await tab.go(`/people?acct=${sven.handle}`);
    await visit(tab, "person");
    await tab.go(`${new URL(tab.page.url()).pathname}/report`);
    await visit(tab, "report");
    await tab.go("/people?acct=nobody@nowhere.test");
    await visit(tab, "person-unknown", { status: 422 });
  });

  step("lets visitors go on to their own servers", async () => {
    const visitor = await open(world.one);
    await visitor.go(`/@${nora.handle.split("@")[0]}`);
    await visitor.page.fill("#handle", sven.handle);
    await visitor.page.press("#handle", "Enter");
    await visitor.page.waitForURL(/\/login\?/);
    assert.equal(new URL(visitor.page.url()).host, sven.handle.split("@")[1]);
  });
});
