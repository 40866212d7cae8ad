// What is asked of every page.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import { post, readForm, withoutStamp } from "./form.mjs";
import { WIDTHS } from "./tab.mjs";
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
const paths = new Set();

/**
 * Looks at the page that stands in the tab: complaints, weight, light and dark, narrow and wide, forms without their
 * stamp; then, if it can be asked for again, in German and without scripts. `hiddenFrom` is the tab of somebody whom
 * it does not concern.
 */
export async function visit(tab, name, { status = 200, hiddenFrom } = {}) {
  assert.ok(!visited.has(name), `two pages are called ${name}`);
  visited.add(name);
  const { page } = tab;
  await page.waitForLoadState("load");
  const answer = await tab.navigation.response();
  assert.equal(answer.status(), status, `${name}: ${page.url()}`);
  await isWholesome(tab, name);
  await isLight(tab, name);
  for (const width of WIDTHS) {
    await fits(tab, name, width);
  }
  await isAccessible(tab, name, "light");
  await page.emulateMedia({ colorScheme: "dark" });
  await keep(tab, name, "dark");
  await isAccessible(tab, name, "dark");
  await page.emulateMedia({ colorScheme: "light" });
  if (tab.language === "de") {
    await speaksGerman(tab, name);
  }
  await refusesWithoutStamp(tab, name);
  if (tab.navigation.method() === "GET") {
    paths.add(new URL(page.url()).pathname);
    await isTheSameInGermanWithoutScripts(tab, name);
    if (hiddenFrom !== undefined) {
      await isHidden(tab, name, hiddenFrom);
    }
  }
  noComplaints(tab, name);
}

/** The paths of all pages that were looked at and can be asked for again. */
export function visitedPaths() {
  return [...paths];
}

/** Keeps what one sees of the page at first, for the README. */
export async function picture(tab, name, height) {
  const clip = { x: 0, y: 0, width: WIDTHS.at(-1), height };
  await tab.page.screenshot({ path: join(IMAGES, `${name}.png`), fullPage: true, clip });
}

/** Nothing in the tab was complained about until now. */
export function noComplaints(tab, name) {
  assert.deepEqual(tab.takeComplaints(), [], name);
}

async function isWholesome(tab, name) {
  const { page } = tab;
  assert.equal(await page.locator("html").getAttribute("lang"), tab.language, `${name}: language`);
  assert.equal(await page.locator("h1").count(), 1, `${name}: headings of the first level`);
  assert.notEqual((await page.locator("main").innerText()).trim(), "", `${name}: main is empty`);
}

async function isLight(tab, name) {
  const weight = await tab.weight();
  assert.ok(weight < LARGEST_PAGE, `${name} costs ${weight} bytes`);
}

async function fits(tab, name, width) {
  await tab.width(width);
  assert.deepEqual(await tab.page.evaluate(tooWide), [], `${name} at ${width} px`);
  if (width !== 768) {
    await keep(tab, name, "light");
  }
}

async function keep(tab, name, scheme) {
  const { width } = tab.page.viewportSize();
  const path = join(SCREENSHOTS, `${name}-${width}-${scheme}-${tab.language}.png`);
  await tab.page.screenshot({ path, fullPage: true });
}

/** Runs in the page: the innermost elements that make it scroll sideways. */
function tooWide() {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) {
    return [];
  }
  const sticksOut = (element) => element.getBoundingClientRect().right > room + 0.5;
  const wide = [...document.body.querySelectorAll("*")].filter(sticksOut);
  const innermost = wide.filter((element) => ![...element.children].some(sticksOut));
  return innermost.map((element) => element.outerHTML.slice(0, 200));
}

/** The policy of the page stays as it is: the debugging protocol may evaluate what the page may not. */
async function isAccessible(tab, name, scheme) {
  const { page } = tab;
  await tab.allowScripts(true);
  await page.evaluate(AXE);
  const violations = await page.evaluate(async (rules) => {
    const { violations } = await globalThis.axe.run(document, rules);
    return violations.map(({ id, nodes }) => ({
      id,
      nodes: nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`),
    }));
  }, RULES);
  await tab.allowScripts(tab.scripts);
  assert.deepEqual(violations, [], `${name}, ${scheme}: what axe finds`);
}

async function speaksGerman(tab, name) {
  const texts = await tab.page.evaluate(said);
  assert.deepEqual(english(texts), [], `${name}: English on a German page`);
}

async function refusesWithoutStamp(tab, name) {
  const buttons = await tab.page.locator('form[method="post"] :is(button:not([type]), [type="submit"])').all();
  for (const button of buttons) {
    const form = await button.evaluate(readForm);
    const { pathname } = new URL(form.address);
    if (!UNSTAMPED.test(pathname)) {
      assert.ok(form.fields.some(([field]) => field === "stamp"), `${name}: a form to ${pathname} has no stamp`);
      assert.equal(await post(tab, withoutStamp(form)), 403, `${name}: ${pathname} without a stamp`);
    }
  }
}

/** Asks for the page again: nothing of it may need a script, and nothing may have come of the forms without stamp. */
async function isTheSameInGermanWithoutScripts(tab, name) {
  const { page } = tab;
  const before = await page.evaluate(outline);
  await tab.width(WIDTHS[0]);
  await tab.allowScripts(false);
  await tab.prefer("de");
  const address = page.url();
  // A language that was chosen stands in the address and counts for more than what the browser prefers.
  await page.goto(address.replace(/\blang=\w+/, "lang=de"));
  assert.equal(await page.locator("html").getAttribute("lang"), "de", `${name}: language`);
  assert.deepEqual(await page.evaluate(outline), before, `${name} without scripts`);
  assert.deepEqual(await page.evaluate(deadControls), [], `${name}: what does nothing without scripts`);
  assert.deepEqual(await page.evaluate(tooWide), [], `${name} in German`);
  await speaksGerman(tab, name);
  await tab.allowScripts(tab.scripts);
  await tab.prefer(tab.language);
  await tab.width(WIDTHS.at(-1));
  await page.goto(address);
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
