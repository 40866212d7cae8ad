// Ways to use a page: by pointing at it, with scripts or without, and by keys alone.

import assert from "node:assert/strict";

import { press, tabTo, typeInto } from "./hand.mjs";

class Pointer {
  constructor(tab) {
    this.tab = tab;
  }

  async type(selector, text) {
    await this.tab.page.fill(selector, text);
  }

  /** Chooses an option of a list by its place. */
  async choose(selector, index) {
    await this.tab.page.selectOption(selector, { index });
  }

  async tick(selector) {
    await this.tab.page.check(selector);
  }

  /** Presses what leads to another page, and waits until it is there. */
  async press(selector) {
    await this.tab.click(selector);
  }
}

class Keys {
  constructor(tab) {
    this.tab = tab;
  }

  async type(selector, text) {
    await typeInto(this.tab, selector, text);
  }

  async choose(selector, index) {
    const { page } = this.tab;
    await tabTo(this.tab, selector);
    await page.keyboard.press("Home");
    for (let passed = 0; passed < index; passed += 1) {
      await page.keyboard.press("ArrowDown");
    }
    assert.equal(await page.locator(selector).evaluate((list) => list.selectedIndex), index, selector);
  }

  async tick(selector) {
    await tabTo(this.tab, selector);
    await this.tab.page.keyboard.press("Space");
    assert.ok(await this.tab.page.isChecked(selector), selector);
  }

  async press(selector) {
    await press(this.tab, selector);
  }
}

export const WITH_SCRIPTS = { name: "with scripts", Hand: Pointer, options: {} };
export const WITHOUT_SCRIPTS = { name: "without scripts", Hand: Pointer, options: { scripts: false } };
export const BY_KEYS = { name: "by keys alone", Hand: Keys, options: {} };
