// What is asked of every page.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

import { post, readForm, withoutStamp } from "./form.mjs";
import { tooWide, WIDTHS } from "./tab.mjs";
import { english, said } from "./untranslated.mjs";

const SCREENSHOTS = join(process.env.VOUCHWELL_NODE_KEPT, "screenshots");
const IMAGES = join(process.env.VOUCHWELL_NODE_KEPT, "images");
[SCREENSHOTS, IMAGES].forEach((directory) => mkdirSync(directory, { recursive: true }));
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = {
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  resultTypes: ["violations"],
};
const LARGEST_PAGE = 200_000;

/** The form that needs no stamp, because it changes nothing. */
const UNSTAMPED = /^\/verify$/;

const visited = new Set();
/** Where forms go that were seen to need their stamp. */
const stamped = new Set();
const paths = new Set();
/** What pages said: in German, unless they cannot be asked for again. */
const spoken = new Set();

/**
 * Looks at the page that stands in the tab: complaints, weight, light and dark, narrow and wide, forms without their
 * stamp; then, if it can be asked for again, in German and without scripts. What was posted is asked for again if it was
 * refused, or if nothing comes of it, as `isHarmless` says. `hiddenFrom` is the tab of somebody whom it does not concern.
 */
export async function visit(tab, name, { status = 200, hiddenFrom, isHarmless = status >= 400 } = {}) {
  assert.ok(!visited.has(name), `two pages are called ${name}`);
  visited.add(name);
  const { page } = tab;
  await page.waitForLoadState("load");
  const answer = await tab.navigation.response();
  assert.equal(answer.status(), status, `${name}: ${page.url()}`);
  await isWholesome(tab, name);
  await isLight(tab, name);
  await looksGood(tab, name);
  if (tab.language === "de") {
    await speaksGerman(tab, name);
  }
  await refusesWithoutStamp(tab, name);
  if (tab.navigation.method() === "GET") {
    if (status < 400) {
      paths.add(new URL(page.url()).pathname);
    }
    await isTheSameInGermanWithoutScripts(tab, name);
    if (hiddenFrom !== undefined) {
      await isHidden(tab, name, hiddenFrom);
    }
  } else if (isHarmless) {
    await isGermanWhenPostedAgain(tab, name, status);
  } else {
    note(await page.evaluate(said));
  }
  noComplaints(tab, name);
}

/** The paths of all pages that were looked at and can be asked for again. */
export function visitedPaths() {
  return [...paths];
}

/** All that was said on the pages that were looked at: in German, unless they cannot be asked for again. */
export function everythingSpoken() {
  return [...spoken];
}

/** Keeps what one sees of the page at first, for the README. */
export async function picture(tab, name, height) {
  const width = WIDTHS.at(-1);
  await tab.width(width);
  await tab.page.screenshot({ path: join(IMAGES, `${name}.png`), fullPage: true, clip: { x: 0, y: 0, width, height } });
  await tab.width(tab.usualWidth);
}

/** Nothing in the tab was complained about until now. */
export function noComplaints(tab, name) {
  assert.deepEqual(tab.takeComplaints(), [], name);
}

async function isWholesome(tab, name) {
  const { language, headings, text } = await tab.page.evaluate(frame);
  assert.equal(language, tab.language, `${name}: language`);
  assert.equal(headings, 1, `${name}: headings of the first level`);
  assert.notEqual(text.trim(), "", `${name}: main is empty`);
}

/** Runs in the page: what every page has. */
function frame() {
  return {
    language: document.documentElement.lang,
    headings: document.querySelectorAll("h1").length,
    text: document.querySelector("main").innerText,
  };
}

async function isLight(tab, name) {
  const weight = await tab.weight();
  assert.ok(weight < LARGEST_PAGE, `${name} costs ${weight} bytes`);
}

/**
 * At each width, and what axe finds and what one sees at the narrowest and the widest: one by day and one by night, the
 * other way round from page to page.
 */
async function looksGood(tab, name) {
  const { page } = tab;
  const isEven = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % 2 === 0;
  const schemes = isEven ? ["light", "dark"] : ["dark", "light"];
  await tab.allowScripts(true);
  // The policy of the page stays as it is: the debugging protocol may evaluate what the page may not.
  await page.evaluate(AXE);
  for (const width of WIDTHS) {
    await tab.width(width);
    assert.deepEqual(await page.evaluate(tooWide), [], `${name} at ${width} px`);
    const scheme = schemes[[WIDTHS[0], WIDTHS.at(-1)].indexOf(width)];
    if (scheme !== undefined) {
      await page.emulateMedia({ colorScheme: scheme });
      await keep(tab, name, scheme);
      await isAccessible(tab, name, scheme);
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await tab.allowScripts(tab.scripts);
  await tab.width(tab.usualWidth);
}

async function keep(tab, name, scheme) {
  const { width } = tab.page.viewportSize();
  const height = await tab.page.evaluate(() => document.documentElement.scrollHeight);
  const clip = { x: 0, y: 0, width, height, scale: 1 };
  const how = { captureBeyondViewport: true, clip, optimizeForSpeed: true };
  const { data } = await tab.protocol.send("Page.captureScreenshot", how);
  await writeFile(join(SCREENSHOTS, `${name}-${width}-${scheme}-${tab.language}.png`), data, "base64");
}

async function isAccessible(tab, name, scheme) {
  const violations = await tab.page.evaluate(async (rules) => {
    const { violations } = await globalThis.axe.run(document, rules);
    return violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`),
    }));
  }, RULES);
  const { width } = tab.page.viewportSize();
  assert.deepEqual(violations, [], `${name}, ${scheme} at ${width} px: what axe finds`);
}

async function speaksGerman(tab, name) {
  isGerman(await tab.page.evaluate(said), name);
}

function isGerman(texts, name) {
  assert.deepEqual(english(texts), [], `${name}: English on a German page`);
  note(texts);
}

function note(texts) {
  texts.forEach((text) => spoken.add(text));
}

async function refusesWithoutStamp(tab, name) {
  const buttons = await tab.page.locator('form[method="post"] :is(button:not([type]), [type="submit"])').all();
  for (const button of buttons) {
    const form = await button.evaluate(readForm);
    const { pathname } = new URL(form.address);
    if (!UNSTAMPED.test(pathname)) {
      assert.ok(form.fields.some(([field]) => field === "stamp"), `${name}: a form to ${pathname} has no stamp`);
      const place = tab.server.host + pathname;
      if (!stamped.has(place)) {
        assert.equal(await post(tab, withoutStamp(form)), 403, `${name}: ${pathname} without a stamp`);
        stamped.add(place);
      }
    }
  }
}

/**
 * Posts what led to the page once more in German, past the browser, and reads the answer. The browser does not tell what
 * was in a file, and forgets it when the page is loaded again, so that the answer may be another one then.
 */
async function isGermanWhenPostedAgain(tab, name, status) {
  const request = tab.navigation;
  const { pathname, search } = new URL(request.url());
  const { "content-type": type } = await request.allHeaders();
  const headers = { cookie: await tab.cookie(), "content-type": type, "accept-language": "de" };
  const path = pathname + search.replace(/\blang=\w+/, "lang=de");
  const answer = await tab.server.send("POST", path, { headers, body: request.postDataBuffer() });
  if (!type.startsWith("multipart/")) {
    assert.equal(answer.status, status, `${name}: when posted again`);
  }
  assert.match(answer.text, /<html lang="de"/, `${name}: language when posted again`);
  isGerman(await tab.page.evaluate(said, answer.text), name);
}

/** Asks for the page again: nothing of it may need a script, and nothing may have come of the forms without stamp. */
async function isTheSameInGermanWithoutScripts(tab, name) {
  const { page } = tab;
  const before = await page.evaluate(outline);
  const german = await tab.beside();
  // A language that was chosen stands in the address and counts for more than what the browser prefers.
  await german.go(page.url().replace(/\blang=\w+/, "lang=de"));
  await isWholesome(german, `${name} in German`);
  assert.deepEqual(await german.page.evaluate(outline), before, `${name} without scripts`);
  assert.deepEqual(await german.page.evaluate(deadControls), [], `${name}: what does nothing without scripts`);
  assert.deepEqual(await german.page.evaluate(tooWide), [], `${name} in German`);
  await speaksGerman(german, name);
  // Some of what pages do is only for the one that somebody looks at.
  await page.bringToFront();
}

/** Runs in the page: what it is made of, whatever its language. */
function outline() {
  const fields = "main form, main button, main input:not([name=stamp]), main select, main textarea, main summary";
  return [...document.querySelectorAll(`main h1, main h2, main h3, main li, ${fields}`)].map((element) =>
    [element.localName, element.id, element.getAttribute("name")].filter(Boolean).join(" "),
  );
}

/** Runs in the page: buttons that belong to no form and open nothing. */
function deadControls() {
  const isAlive = (button) =>
    (button.form !== null && button.type !== "button") ||
    button.hasAttribute("popovertarget") ||
    button.hasAttribute("commandfor");
  return [...document.querySelectorAll("button")]
    .filter((button) => button.checkVisibility() && !isAlive(button))
    .map((button) => button.outerHTML);
}

async function isHidden(tab, name, stranger) {
  const { pathname, search } = new URL(tab.page.url());
  const headers = { cookie: await stranger.cookie() };
  const shown = await tab.server.send("GET", pathname + search, { headers });
  assert.equal(shown.status, 404, `${name} as somebody whom it does not concern`);
}
