// A recommendation's whole way between two servers, from the link that a new server prints, in browsers without scripts.

import assert from "node:assert/strict";

import { eventually } from "./eventually.mjs";
import { PASSWORD } from "./server.mjs";
import { isAbout } from "./story.mjs";
import { WIDTHS } from "./tab.mjs";
import { chapter, open, openAs, world } from "./world.mjs";

const TEXT = "Viktor mended the roof of our hall in a week of rain, and no bucket has stood there since.";
const TOPIC = "roofing";

const ULLA = "ulla";
/** A telephone, a tablet and a desk by turns. */
const PLAIN = { scripts: false, widths: WIDTHS };

const isAt = (tab, path) => assert.match(new URL(tab.page.url()).pathname, path);

/** The first chapter of a server, before anybody else is there. */
export const firstAccount = chapter("a first account without scripts", (step) => {
  step("is made by the link that the server prints, and says who she is", async () => {
    const owner = await open(world.two, PLAIN);
    const { page } = owner;
    await owner.go(world.two.firstRunLink());
    await page.fill("#name", ULLA);
    await page.fill("#email", "ulla@mail.test");
    await page.fill("#password", PASSWORD);
    await owner.click("main form button");
    isAt(owner, /^\/welcome$/);
    await owner.click('main a[href^="/settings/profile"]');
    await page.fill("#name", "Ulla Berg");
    await page.fill("#place", "Antwerp");
    await owner.click('[action^="/settings/profile"] button');
    await owner.go(`/@${ULLA}`);
    assert.equal(await page.innerText("h1"), "Ulla Berg");
    assert.ok((await page.innerText("main")).includes("Antwerp"));
  });
});

export default chapter("a recommendation without scripts", (step) => {
  let viktor;
  let author;
  let subject;
  let address;

  /** Loads a page until there is something on it. */
  const comesTo = (tab, path, selector) =>
    eventually(
      () => `${path} shows ${selector}`,
      async () => {
        await tab.go(path);
        return (await tab.page.locator(selector).count()) > 0;
      },
    );

  step("begins with knowing each other", async () => {
    viktor = await world.one.member("Viktor Holm");
    [author, subject] = await Promise.all([
      openAs({ server: world.two, name: ULLA }, PLAIN),
      openAs(viktor, PLAIN),
    ]);
    await author.go("/acquaintances/new");
    await author.page.fill("#acct", viktor.handle);
    await author.click('form[method="get"] button');
    await author.page.selectOption("#relationship", "worksWith");
    await author.page.fill("#year", "2020");
    await author.click('main form[method="post"] button');
    await comesTo(subject, "/waiting", 'button[value="yes"]');
    await subject.page.selectOption("[name=relationship]", "worksWith");
    await subject.page.fill("[name=known_since]", "2020");
    await subject.click('button[value="yes"]');
    await viktor.find("vouchwell/acquaintances?state=mutual", isAbout({ handle: `${ULLA}@${world.two.host}` }));
  });

  step("is asked for and written", async () => {
    await subject.go("/requests/new");
    await subject.page.selectOption("#person", { index: 1 });
    await subject.page.fill("#topics", TOPIC);
    await subject.click('main form[method="post"] button');
    isAt(subject, /^\/requests$/);
    await comesTo(author, "/waiting", 'button[value="write"]');
    await author.click('button[value="write"]');
    isAt(author, /^\/compose/);
    const { page } = author;
    await page.fill("#text", TEXT);
    await page.fill("#topics", TOPIC);
    await page.check("[name=nothing]");
    await author.click('button[value="preview"]');
    assert.ok((await page.innerText("#preview")).includes(TEXT));
    await author.click('button[value="offer"]');
    isAt(author, /^\/texts\//);
  });

  step("is accepted, and everybody reads it after the hold", async () => {
    await comesTo(subject, "/waiting", 'button[value="accept"]');
    await subject.click('button[value="accept"]');
    const page = 'main .lead a[href*="/recommendations/"]';
    await comesTo(author, new URL(author.page.url()).pathname, page);
    address = await author.page.locator(page).evaluate((link) => link.href);
    const visitor = await open(world.two, PLAIN);
    assert.equal(await visitor.go(address), 200);
    assert.ok((await visitor.page.innerText("main")).includes(TEXT));
  });

  step("is withdrawn, and a tombstone is left", async () => {
    await author.click('a[href$="/end"]');
    await author.click('main form[method="post"] button');
    const visitor = await open(world.two, PLAIN);
    assert.equal(await visitor.go(address), 410);
    assert.ok(!(await visitor.page.innerText("main")).includes(TEXT));
    const isGone = ({ state }) => state === "withdrawn";
    await viktor.find("vouchwell/recommendations?role=subject", isGone);
  });
});
