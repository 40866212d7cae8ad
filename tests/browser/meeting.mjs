// Two people stand beside each other: one shows a code, the other scans it.

import assert from "node:assert/strict";

import { eventually } from "./eventually.mjs";
import { isAbout } from "./story.mjs";
import { visit } from "./visit.mjs";
import { chapter, open, openAs, world } from "./world.mjs";

const EXCHANGED = "Both say that they exchanged codes in each other’s presence.";

/** Runs before the page: a browser that reads codes, and sees one, or none. */
function seeCode(rawValue) {
  globalThis.BarcodeDetector = class {
    static async getSupportedFormats() {
      return ["qr_code"];
    }

    async detect(source) {
      return rawValue !== null && source.videoWidth > 0 ? [{ rawValue }] : [];
    }
  };
}

export default chapter("a meeting", (step) => {
  let rosa;
  let stig;
  let showing;
  let scanning;
  let link;

  step("begins with a code that one of the two shows", async () => {
    [rosa, stig] = await Promise.all([world.one.member("Rosa Vidal"), world.two.member("Stig Berg")]);
    [showing, scanning] = await Promise.all([openAs(rosa), openAs(stig)]);
    await showing.go("/meet");
    await visit(showing, "meet");
    await showing.click('main form[action^="/meet?"] button, main form[action="/meet"] button');
    await visit(showing, "meet-code", { isHarmless: true });
  });

  step("shows another code every half minute, and the same as long as it is paused", async () => {
    const { page } = showing;
    const digits = () => page.locator("#code .digits").innerText();
    const changes = (before) =>
      eventually(
        () => `another code than ${before}`,
        async () => (await digits()) !== before,
      );
    await page.clock.install();
    await showing.go("/meet");
    await showing.click('main form[action^="/meet?"] button, main form[action="/meet"] button');
    const first = await digits();
    await page.clock.fastForward(30_000);
    await changes(first);
    await page.click("[data-pause]");
    const kept = await digits();
    let asked = 0;
    page.on("request", () => (asked += 1));
    await page.clock.fastForward(90_000);
    assert.equal(await digits(), kept);
    assert.equal(asked, 0, "no code was asked for");
    await page.click("[data-pause]");
    await changes(kept);
    link = await page.locator("#code a").getAttribute("href");
  });

  step("leads who follows the link to her own server", async () => {
    const visitor = await open(world.one);
    await visitor.go(link);
    await visit(visitor, "meeting");
  });

  step("shows nobody by a code that is none", async () => {
    const { page } = scanning;
    await scanning.go("/meet");
    assert.ok(await page.locator("[data-scan]").isHidden(), "this browser reads no codes");
    await page.fill("#typed", "12345");
    await scanning.click('[action^="/meet/code"] button[type="submit"]');
    await visit(scanning, "meet-refused", { status: 422 });
  });

  step("needs no camera for longer than somebody wants it", async () => {
    const { page, context } = scanning;
    await context.grantPermissions(["camera"], { origin: world.two.origin });
    await page.addInitScript(seeCode, null);
    await scanning.go("/meet");
    await page.click("[data-scan]");
    await page.locator("video").waitFor();
    await page.click("[data-end-scan]");
    await page.locator("[data-scan]").waitFor();
    assert.ok(await page.locator("video").isHidden(), "the camera is off");
    assert.ok(await page.locator("[data-end-scan]").isHidden(), "there is nothing to end");
    assert.ok(await page.locator("[data-no-camera]").isHidden(), "nothing went wrong");
  });

  step("goes on by the camera, where a browser reads codes", async () => {
    const { page } = scanning;
    await page.addInitScript(seeCode, link);
    await scanning.go("/meet");
    await visit(scanning, "meet-with-camera");
    await scanning.click("[data-scan]");
    await visit(scanning, "meet-confirm", { isHarmless: true });
    await page.selectOption("#relationship", "hasMet");
    await page.fill("#year", "2026");
    await scanning.click('[action^="/meet/confirm"] button[type="submit"]');
    await rosa.find("vouchwell/acquaintances?state=asked", isAbout(stig));
    await showing.go("/waiting");
    await visit(showing, "waiting-met");
  });

  step("is said by both, and both read that codes were exchanged", async () => {
    const { page } = showing;
    await page.selectOption("[name=relationship]", "hasMet");
    await page.fill("[name=known_since]", "2026");
    assert.ok(await page.isChecked("[name=met]"), "it is what the code says");
    await showing.click('button[value="yes"]');
    await stig.find("vouchwell/acquaintances?state=mutual", isAbout(rosa));
    for (const tab of [showing, scanning]) {
      await tab.go("/acquaintances");
      await tab.click("main h3 a");
      assert.ok((await tab.page.innerText("main")).includes(EXCHANGED), tab.page.url());
    }
    await visit(scanning, "acquaintance-met");
  });

  step("goes on by digits, without scripts on the other side", async () => {
    const vito = await world.two.member("Vito Blom");
    const typing = await openAs(vito, { scripts: false });
    const { page } = typing;
    await showing.go("/meet");
    await showing.click('main form[action^="/meet?"] button, main form[action="/meet"] button');
    await typing.go("/meet");
    await page.fill("#typed", await showing.page.locator("#code .digits").innerText());
    await page.fill("#acct", rosa.handle);
    await typing.click('[action^="/meet/code"] button[type="submit"]');
    await page.selectOption("#relationship", "hasMet");
    await page.fill("#year", "2026");
    await typing.click('[action^="/meet/confirm"] button[type="submit"]');
    await rosa.find("vouchwell/acquaintances?state=asked", isAbout(vito));
    await showing.go("/waiting");
    assert.ok(await showing.page.isChecked("[name=met]"), "it is what the digits say");
  });
});
