// What scripts add to pages that do without them: a look at what is being written, and the time until a text is public.

import assert from "node:assert/strict";

import { getToKnow, offer } from "./story.mjs";
import { chapter, openAs, world } from "./world.mjs";

const TEXT = "Xenia drew the plans of our kitchen, and each drawer is where the hand looks for it.";
const MORE = " She came back to see it.";

export default chapter("scripts", (step) => {
  let wim;
  let xenia;
  let tab;

  const shows = (selector, hasText) => tab.page.locator(selector, { hasText }).waitFor();
  const length = async () => Number((await tab.page.innerText("#preview")).match(/, (\d+) characters long/)[1]);

  step("show a text while it is written, and what is missing", async () => {
    [wim, xenia] = await Promise.all([world.two.member("Wim Aalto"), world.two.member("Xenia Rask")]);
    await getToKnow(wim, xenia);
    tab = await openAs(wim);
    const { page } = tab;
    await tab.go(`/compose?acct=${xenia.handle}`);
    await page.fill("#text", TEXT);
    await shows("#preview .words", TEXT);
    assert.equal(await page.locator('#preview a[href="#topics"]').count(), 1, "a topic is missing");
    assert.equal(await page.locator("#preview .post").count(), 0, "the post would be another one");
    assert.equal(await page.inputValue("#text"), TEXT);
  });

  step("show the post for other networks, and how long it is", async () => {
    const { page } = tab;
    await page.fill("#topics", "kitchens");
    await page.check("[name=nothing]");
    await shows("#preview .post", TEXT);
    const before = await length();
    assert.ok(before > TEXT.length);
    await page.locator("#text").press("Control+End");
    await page.keyboard.type(MORE);
    await shows("#preview .post", MORE);
    assert.equal(await length(), before + MORE.length);
    assert.ok(await page.locator("#text").evaluate((field) => field === document.activeElement), "one can go on");
  });

  step("count the time until a text is public, and then show what has come of it", async () => {
    const { page } = tab;
    const offered = await offer(wim, xenia, TEXT);
    await xenia.post(`vouchwell/recommendations/${offered.id}/answer`, { answer: "accept" });
    await page.clock.install();
    await tab.go("/recommendations");
    await tab.click('[aria-labelledby="written"] h3 a');
    await shows(".countdown", ", in 60 minutes");
    await page.clock.fastForward("59:00");
    await shows(".countdown", /^, in \d+ seconds$/);
    await xenia.post(`vouchwell/recommendations/${offered.id}/pull`, {});
    await page.clock.fastForward("01:30");
    await page.locator(".countdown").waitFor({ state: "detached" });
    assert.equal(await page.locator('form[action$="/pull"]').count(), 0);
  });
});
