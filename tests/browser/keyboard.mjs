// A recommendation's whole way without a mouse: whoever writes, and whoever is written about, has only keys.

import assert from "node:assert/strict";

import { eventually } from "./eventually.mjs";
import { press, tabTo, typeInto } from "./hand.mjs";
import { PASSWORD } from "./server.mjs";
import { getToKnow } from "./story.mjs";
import { WIDTHS } from "./tab.mjs";
import { chapter, open, world } from "./world.mjs";

const TEXT = "Lars tuned our piano and showed us how to keep the room right for it.";
const WAITING = 'header a[href^="/waiting"]';
const RECOMMENDATIONS = 'header a[href^="/recommendations"]';

export default chapter("a recommendation by keys alone", (step) => {
  let kora;
  let lars;
  let author;
  let subject;
  let page;

  const signIn = async (member, widths) => {
    const tab = await open(member.server, { widths });
    await tab.go("/login");
    await typeInto(tab, "#login", member.name);
    await typeInto(tab, "#password", PASSWORD);
    await press(tab, "main form button");
    assert.equal(new URL(tab.page.url()).pathname, "/home");
    return tab;
  };
  const holds = async (tab, selector) =>
    assert.ok(await tab.page.locator(selector).evaluate((element) => element === document.activeElement), selector);

  step("begins with signing in", async () => {
    [kora, lars] = await Promise.all([world.one.member("Kora Wind"), world.one.member("Lars Moen")]);
    [author, subject] = await Promise.all([
      signIn(kora, WIDTHS),
      signIn(lars, WIDTHS.toReversed()),
      getToKnow(kora, lars),
    ]);
  });

  step("passes over the menu where that is wished", async () => {
    const { keyboard } = author.page;
    await press(author, RECOMMENDATIONS);
    await keyboard.press("Tab");
    await holds(author, ".skip");
    await keyboard.press("Enter");
    await keyboard.press("Tab");
    await holds(author, "main a >> nth=0");
  });

  step("is written, looked at and offered", async () => {
    const { keyboard } = author.page;
    await press(author, 'main a[href^="/compose"]');
    await tabTo(author, "#acct");
    await keyboard.press("End");
    await press(author, 'main form[method="get"] button');
    await typeInto(author, "#text", TEXT);
    await typeInto(author, "#topics", "piano tuning");
    await tabTo(author, "[name=nothing]");
    await keyboard.press("Space");
    await press(author, 'button[value="preview"]');
    assert.ok((await author.page.innerText("#preview")).includes(TEXT));
    await press(author, 'button[value="offer"]');
    assert.match(new URL(author.page.url()).pathname, /^\/texts\//);
  });

  step("is accepted, and public after the hold", async () => {
    await press(subject, WAITING);
    await press(subject, 'button[value="accept"]');
    // Her yes leads to the text, whose page is shown anew by itself once the hold is over.
    const permalink = 'main .lead a[href*="/recommendations/"]';
    await subject.page.locator(permalink).waitFor();
    await press(subject, permalink);
    page = new URL(subject.page.url()).pathname;
    assert.ok((await subject.page.innerText("main")).includes(TEXT));
  });

  step("is withdrawn", async () => {
    await press(author, RECOMMENDATIONS);
    await press(author, '[aria-labelledby="written"] h3 a');
    await press(author, 'a[href$="/end"]');
    await press(author, 'main form[method="post"] button');
    await eventually(
      () => `${page} says that it was withdrawn`,
      async () => (await world.one.send("GET", page)).status === 410,
    );
  });
});
