// Two people on two servers say that they know each other, ask, and end it.

import assert from "node:assert/strict";

import { eventually } from "./eventually.mjs";
import { sendTwice } from "./hand.mjs";
import { isAbout } from "./story.mjs";
import { visit } from "./visit.mjs";
import { chapter, openAs, world } from "./world.mjs";

const TOPIC = "garden_design";

export default chapter("two people on two servers", (step) => {
  let greta;
  let hanna;
  let own;
  let there;
  let stranger;

  step("have nothing to show at first", async () => {
    let kim;
    [greta, hanna, kim] = await Promise.all([
      world.one.member("Greta Lind"),
      world.two.member("Hanna Vogt"),
      world.one.member("Kim Novak"),
    ]);
    [own, there, stranger] = await Promise.all([
      openAs(greta),
      openAs(hanna, { language: "de", scripts: false }),
      openAs(kim),
    ]);
    await own.go("/acquaintances");
    await visit(own, "acquaintances-none");
    await own.go("/requests");
    await visit(own, "requests-none");
  });

  step("begin with knowing each other, not with asking", async () => {
    const { page } = own;
    await own.go("/requests/new");
    await page.fill("#acct", hanna.handle);
    await own.click('form[method="get"] button');
    await visit(own, "request-new-stranger");
    await own.click('[aria-labelledby="stranger"] a.button');
    await visit(own, "acquaintance-new");
    await page.evaluate(() => document.querySelector('main form[method="post"]').setAttribute("novalidate", ""));
    await own.click('main form[method="post"] button');
    await visit(own, "acquaintance-new-refused", { status: 422 });
    await page.selectOption("#relationship", "worksWith");
    await page.fill("#year", "2018");
    await own.click('main form[method="post"] button');
    await visit(own, "acquaintance-offered", { hiddenFrom: stranger });
    await own.go("/acquaintances");
    await visit(own, "acquaintances-offered");
  });

  step("are asked on the other server, in another language and without scripts", async () => {
    await hanna.find("vouchwell/acquaintances?state=asked", isAbout(greta));
    const { page } = there;
    await there.go("/waiting");
    await visit(there, "waiting-acquaintance");
    await page.selectOption("[name=relationship]", "worksWith");
    await page.fill("[name=known_since]", "2018-06");
    await there.click('button[value="yes"]');
    await greta.find("vouchwell/acquaintances?state=mutual", isAbout(hanna));
    await own.go("/acquaintances");
    await own.click("main h3 a");
    await visit(own, "acquaintance-mutual", { hiddenFrom: stranger });
    await there.go("/acquaintances");
    await visit(there, "acquaintances-mutual");
  });

  step("ask once, even when it is sent twice", async () => {
    const { page } = own;
    await own.go("/requests/new");
    await visit(own, "request-new");
    await page.selectOption("#person", { index: 1 });
    await page.fill("#topics", TOPIC);
    await page.fill("#message", "You saw how the courtyard became what it is.");
    await sendTwice(own, 'main form[method="post"] button');
    await own.go("/requests");
    await visit(own, "requests");
    assert.equal((await greta.get("vouchwell/requests")).length, 1);
    await hanna.find("vouchwell/requests", ({ topics }) => topics.includes(TOPIC));
    await there.go("/waiting");
    await visit(there, "waiting-request");
  });

  step("end it, and both know", async () => {
    await own.go("/acquaintances");
    await own.click("main h3 a");
    await own.click('a[href$="/end"]');
    await visit(own, "acquaintance-end", { hiddenFrom: stranger });
    await own.click('main form[method="post"] button');
    await visit(own, "acquaintance-ended", { hiddenFrom: stranger });
    await eventually(
      () => "it has ended on the other server",
      async () => (await hanna.get("vouchwell/acquaintances?state=ended")).some(isAbout(greta)),
    );
    await there.go("/acquaintances");
    await visit(there, "acquaintances-ended");
  });
});
