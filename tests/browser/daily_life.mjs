// A member's daily life: reading, following, and deciding about her account.

import assert from "node:assert/strict";

import { sendTwice } from "./hand.mjs";
import { getToKnow, recommend } from "./story.mjs";
import { visit } from "./visit.mjs";
import { chapter, fillIn, open, world } from "./world.mjs";

const PAGES = [
  ["/notifications", "notifications"],
  ["/people", "people"],
  ["/settings", "settings"],
  ["/settings/profile", "settings-profile"],
  ["/settings/preferences", "settings-preferences"],
  ["/settings/asking", "settings-asking"],
  ["/settings/password", "settings-password"],
  ["/settings/moving", "settings-moving"],
  ["/settings/delete", "settings-delete"],
  ["/still-so", "still-so-none"],
];

/** As if what is public had been public for more than a year. */
const A_YEAR_AGO = `UPDATE version SET published_at = strftime('%Y-%m-%dT%H:%M:%S+00:00', published_at, '-400 days')
  WHERE recommendation_id = ?`;

/** A name that turns around what follows, and has no place at which a line could end. */
const HOSTILE = `\u202E<b>${"W".repeat(20)}👩‍👩‍👧`;

export default chapter("daily life", (step) => {
  let nora;
  let sven;
  let tove;
  let tab;

  step("begins at home", async () => {
    [nora, sven, tove] = await Promise.all([
      world.one.member("Nora Lind"),
      world.two.member("Sven Berg"),
      world.one.member("Tove Dahl"),
    ]);
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

  step("decides who follows her, and whom she does not want to read", async () => {
    await nora.call("PATCH", "accounts/update_credentials", { locked: true });
    const [{ id: her }, { id: his }] = await Promise.all([tove.account(nora.handle), nora.account(sven.handle)]);
    const rows = tab.page.locator("main .rows li");
    const shows = async (circle) => {
      await tab.go(`/people/${circle}`);
      assert.equal(await rows.count(), 1, circle);
      await visit(tab, `people-${circle}`);
    };
    await tove.post(`accounts/${her}/follow`);
    await shows("requests");
    await tab.click('button[value="accept"]');
    await shows("followers");
    await nora.post(`accounts/${his}/mute`);
    await shows("muted");
    await tab.click('button[value="unmute"]');
    assert.equal(await rows.count(), 0);
    await nora.post(`accounts/${his}/block`);
    await shows("blocked");
    await tab.click('button[value="unblock"]');
    assert.equal(await rows.count(), 0);
  });

  step("asks her after a year whether what she wrote is still so", async () => {
    await getToKnow(nora, tove);
    const { id } = await recommend(nora, tove);
    world.one.alter(A_YEAR_AGO, id);
    await tab.go("/recommendations");
    await tab.click('main a[href^="/still-so"]');
    await visit(tab, "still-so");
    await tab.click("main form button");
    assert.equal(await tab.page.locator("main form").count(), 0);
    // The same words go to their subject anew, who has accepted them before.
    await nora.find("vouchwell/recommendations?role=author", ({ revision }) => revision === null);
    await tab.go("/recommendations");
    assert.equal(await tab.page.locator('main a[href^="/still-so"]').count(), 0, "she is not asked again");
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
