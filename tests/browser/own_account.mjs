// What a member decides about her account, and what comes to her from another server.

import assert from "node:assert/strict";

import { eventually } from "./eventually.mjs";
import { sendTwice } from "./hand.mjs";
import { PASSWORD } from "./server.mjs";
import { visit } from "./visit.mjs";
import { chapter, open, openAs, world } from "./world.mjs";

const WORDS = "Two seats are free in the workshop on Saturday.";

export default chapter("an account", (step) => {
  let lena;
  let mara;
  let own;
  let there;

  step("reads what somebody on another server writes, once, and without scripts there", async () => {
    [lena, mara] = await Promise.all([world.one.member("Lena Ortiz"), world.two.member("Mara Quist")]);
    own = await openAs(lena);
    await own.go("/people");
    await own.page.fill("#acct", mara.handle);
    await own.click('main form[method="get"] button');
    await own.click('button[value="follow"]');
    await mara.find("notifications", ({ type }) => type === "follow");
    there = await openAs(mara, { language: "de", scripts: false });
    await there.go("/notifications");
    await visit(there, "notifications-of-a-follow");
    await there.go("/home");
    await there.page.click("main summary");
    await there.page.fill("#text", WORDS);
    await sendTwice(there, '[action^="/home"] button');
    await lena.find("timelines/home", ({ content }) => content.includes(WORDS));
    await own.go("/home");
    await visit(own, "home-with-a-post");
  });

  step("is shown as its owner says", async () => {
    const { page } = own;
    await own.go("/settings/profile");
    await page.fill("#name", "Lena Ortiz Vega");
    await page.fill("#place", "Antwerp");
    await page.fill("#topics", "upholstery");
    const buffer = await page.screenshot({ clip: { x: 0, y: 0, width: 200, height: 200 } });
    await page.setInputFiles("#avatar", { name: "me.png", mimeType: "image/png", buffer });
    await page.fill("#avatar_description", "Lena at her bench");
    await own.click('[action^="/settings/profile"] button');
    await visit(own, "settings-profile-saved");
    const visitor = await open(world.one);
    await visitor.go("/@lena");
    const portrait = visitor.page.getByRole("img", { name: "Lena at her bench" });
    assert.ok(await portrait.evaluate((image) => image.complete && image.naturalWidth > 0), "one sees her picture");
    await visit(visitor, "profile-with-more");
    await visitor.go("/@lena/follow");
    await visit(visitor, "follow-from-elsewhere");
  });

  step("keeps what was typed while somebody signed in anew, but no picture", async () => {
    const { page } = own;
    await own.go("/settings/profile");
    await page.fill("#place", "Ghent");
    await page.setInputFiles("#avatar", { name: "me.png", mimeType: "image/png", buffer: Buffer.from("a picture") });
    const elsewhere = await own.context.newPage();
    await elsewhere.goto("/settings");
    await elsewhere.click('form[action^="/logout"] button');
    await elsewhere.goto("/login");
    await elsewhere.fill("#login", lena.name);
    await elsewhere.fill("#password", PASSWORD);
    await elsewhere.click("main form button");
    await elsewhere.waitForURL("**/home");
    await elsewhere.close();
    await own.click('[action^="/settings/profile"] button');
    await visit(own, "older-page", { status: 403 });
    assert.ok((await page.innerText("main")).includes("Pictures that you had chosen cannot be kept."));
    await own.click("main form button");
    assert.equal(await page.inputValue("#place"), "Ghent");
    assert.equal(new URL(page.url()).searchParams.get("saved"), "1");
  });

  step("takes no picture that is none, and says so in German", async () => {
    await there.go("/settings/profile");
    const buffer = Buffer.from("a picture");
    await there.page.setInputFiles("#avatar", { name: "me.png", mimeType: "image/png", buffer });
    await there.click('[action^="/settings/profile"] button');
    await visit(there, "settings-profile-refused", { status: 422 });
  });

  step("changes its password for nobody who does not know it", async () => {
    const { page } = own;
    await own.go("/settings/password");
    await page.fill("#old", "not the password");
    await page.fill("#new", "another long password");
    await page.fill("#again", "another long password");
    await own.click('[action^="/settings/password"] button');
    await visit(own, "settings-password-refused", { status: 422 });
  });

  step("names another one, and moves to one that names it", async () => {
    const { page } = own;
    const other = await openAs(mara);
    const name = async (tab, alias) => {
      await tab.go("/settings/moving");
      await tab.page.fill("#alias", alias);
      await tab.click('form[action^="/settings/moving/aliases"] button');
    };
    const leave = async () => {
      await page.fill("#target", mara.handle);
      await page.fill("#password", PASSWORD);
      await own.click('main form:has(#target) button');
    };
    await name(own, mara.handle);
    await visit(own, "settings-moving-named");
    await leave();
    await visit(own, "settings-moving-refused", { status: 422 });
    await name(other, lena.handle);
    await leave();
    await visit(own, "settings-moving-moved");
    await own.click('form[action^="/settings/moving/back"] button');
  });

  step("is deleted at once", async () => {
    const { page } = own;
    await own.go("/settings/delete");
    await page.fill("#handle", lena.handle);
    await page.fill("#password", PASSWORD);
    await own.click('[action^="/settings/delete"] button');
    await visit(own, "settings-deleted");
    await eventually(
      () => "the profile is gone",
      async () => (await world.one.send("GET", "/@lena")).status === 410,
    );
  });
});
