// How hands use a page: without a mouse, or with too many clicks.

import assert from "node:assert/strict";

import { post, readForm } from "./form.mjs";

const MOST_STOPS = 80;

/** Goes by Tab until the focus is where it should be; it is seen at every stop, and goes on as one reads. */
export async function tabTo(tab, selector) {
  const { page } = tab;
  let before = null;
  // What is written in another typeface for a moment moves when its own is there.
  await page.evaluate(() => document.fonts.ready.then(() => {}));
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press("Tab");
    const place = await page.evaluate(focus, selector);
    assert.ok(place.isVisible, `the focus cannot be seen on ${place.element}`);
    assert.ok(isOnward(before, place.box), `the focus goes back to ${place.element}`);
    if (place.isThere) {
      return;
    }
    before = place.box;
  }
  assert.fail(`${selector} cannot be reached by Tab`);
}

/** Goes to a field by Tab and types into it, in place of what stands there. */
export async function typeInto(tab, selector, text) {
  await tabTo(tab, selector);
  await tab.page.keyboard.press("Control+A");
  await tab.page.keyboard.type(text);
}

/** Goes to a link or button by Tab at the next width and presses it, and waits until the page is there to which it leads. */
export async function press(tab, selector) {
  await tab.turn();
  await tabTo(tab, selector);
  await tab.follow(() => tab.page.keyboard.press("Enter"));
}

/**
 * Sends a form twice at the same time, as two quick clicks on a slow line do; Chromium on a fast machine drops the
 * first of them. One takes effect, and the other says so or leads to the same page.
 */
export async function sendTwice(tab, selector) {
  const form = await tab.page.locator(selector).evaluate(readForm);
  const statuses = await Promise.all([post(tab, form), post(tab, form)]);
  const [first, second] = statuses.sort();
  assert.equal(first, 303, `${selector} twice: ${statuses}`);
  assert.ok([303, 422].includes(second), `${selector} twice: ${statuses}`);
  await tab.page.reload();
}

/** Runs in the page: where the focus is, and whether one sees it. */
function focus(selector) {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const isInView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const isMarked = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  // After the last stop the focus is on the browser itself.
  const isOnPage = element !== document.body;
  return {
    element: element.outerHTML.slice(0, 120),
    box: isOnPage ? { left: box.left, right: box.right, top: box.top + scrollY, bottom: box.bottom + scrollY } : null,
    isThere: element.matches(selector),
    isVisible: !isOnPage || (isInView && isMarked && style.visibility === "visible"),
  };
}

/** Whether a place does not lie above the one before it, nor to its left in the same line. */
function isOnward(before, place) {
  if (before === null || place === null) {
    return true;
  }
  const isAbove = place.bottom <= before.top;
  const isLeft = place.right <= before.left && place.top <= before.top;
  return !isAbove && !isLeft;
}
