// What waits for a member, and how she answers it: by keyboard alone, without scripts, with two clicks for one.

import assert from "node:assert/strict";

import { sendTwice, tabTo } from "./hand.mjs";
import { getToKnow, isAbout, offer } from "./story.mjs";
import { picture, visit } from "./visit.mjs";
import { chapter, fillIn, openAs, world } from "./world.mjs";

export default chapter("what waits", (step) => {
  let erik;
  let dana;
  let frieda;

  step("comes from the other server", async () => {
    [erik, dana, frieda] = await Promise.all([
      world.one.member("Erik Sandvik"),
      world.two.member("Dana Weiss"),
      world.two.member("Frieda Kohl"),
    ]);
    await getToKnow(erik, frieda);
    const said = { acct: erik.handle, relationship: "worksWith", known_since: "2019" };
    await dana.post("vouchwell/acquaintances", said);
    await frieda.post("vouchwell/requests", { acct: erik.handle, topics: ["joinery"], message: "It would help me." });
    await offer(frieda, erik, "Erik builds furniture that one wants to keep, and he says what he cannot do.");
    await erik.find("vouchwell/acquaintances?state=asked", isAbout(dana));
    await erik.find("vouchwell/requests", ({ mine }) => !mine);
    const tab = await openAs(erik);
    await tab.go("/waiting");
    await visit(tab, "waiting");
    await picture(tab, "waiting", 1000);
  });

  step("is answered with the keyboard alone, past the menu", async () => {
    const tab = await openAs(erik);
    const { page } = tab;
    await tab.go("/waiting");
    const has = async (place) => {
      await page.keyboard.press("Tab");
      assert.ok(await place.evaluate((element) => element === document.activeElement), String(place));
    };
    await has(page.locator(".skip"));
    await page.keyboard.press("Enter");
    await has(page.locator('main :is(a[href], button, input:not([type="hidden"]), select, textarea, summary)').first());
    await tabTo(tab, "[name=relationship]");
    await page.keyboard.press("End");
    await tabTo(tab, "[name=known_since]");
    await page.keyboard.type("2019-04");
    await tabTo(tab, 'button[value="yes"]');
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    await dana.find("vouchwell/acquaintances?state=mutual", isAbout(erik));
    assert.equal(await page.locator('button[value="yes"]').count(), 0);
  });

  step("is declined without scripts, and nobody is told", async () => {
    const tab = await openAs(erik, { scripts: false });
    await tab.go("/waiting");
    await tab.click('button[value="dont_know"]');
    assert.equal(await tab.page.locator('button[value="dont_know"]').count(), 0);
    const [asked] = await frieda.get("vouchwell/requests");
    assert.deepEqual([asked.mine, asked.state], [true, "open"]);
  });

  step("is not lost when the session has ended", async () => {
    await dana.post("vouchwell/requests", { acct: erik.handle, topics: ["carpentry"] });
    await erik.find("vouchwell/requests", ({ topics }) => topics.includes("carpentry"));
    const tab = await openAs(erik);
    await tab.go("/waiting");
    await tab.page.fill('[action^="/waiting/requests"] [name=message]', "Let us talk about it first.");
    const elsewhere = await openAs(erik);
    const others = elsewhere.page.locator('form[action^="/settings/sessions"] button');
    await elsewhere.go("/settings/applications");
    while ((await others.count()) > 0) {
      await elsewhere.click('form[action^="/settings/sessions"] button');
    }
    await tab.click('[action^="/waiting/requests"] button[value="meet_first"]');
    await visit(tab, "login-to-go-on", { status: 401 });
    await fillIn(tab, erik);
    await visit(tab, "go-on");
    await tab.click("main form button");
    await dana.find("vouchwell/requests", ({ reply }) => reply === "Let us talk about it first.");
  });

  step("is accepted once when it is sent twice", async () => {
    const tab = await openAs(erik);
    await tab.go("/waiting");
    await sendTwice(tab, 'button[value="accept"]');
    const isPublic = ({ state }) => state === "public";
    await frieda.find("vouchwell/recommendations?role=author", isPublic);
    assert.equal((await erik.get("vouchwell/recommendations?role=subject")).length, 1);
  });

  step("lapses where that is wished, and nobody is told", async () => {
    await offer(dana, erik, "Erik brought the old doors of our house back to what they were.");
    const tab = await openAs(erik, { scripts: false });
    await tab.go("/waiting");
    await tab.click('button[value="lapse"]');
    assert.equal(await tab.page.locator('button[value="lapse"]').count(), 0);
    const [written] = await dana.get("vouchwell/recommendations?role=author");
    assert.equal(written.state, "offered");
  });
});
