// Two people stand beside each other: one shows a code, the other scans it.

import assert from "node:assert/strict";

import { isAbout } from "./story.mjs";
import { visit } from "./visit.mjs";
import { chapter, openAs, world } from "./world.mjs";

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

chapter("a meeting", (step) => {
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
    await visit(showing, "meet-code");
    link = await showing.page.locator("#code a").getAttribute("href");
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
    await visit(scanning, "meet-confirm");
    await page.selectOption("#relationship", "hasMet");
    await page.fill("#year", "2026");
    await scanning.click('[action^="/meet/confirm"] button[type="submit"]');
    await rosa.find("vouchwell/acquaintances?state=asked", isAbout(stig));
    await showing.go("/waiting");
    await visit(showing, "waiting-met");
  });
});
