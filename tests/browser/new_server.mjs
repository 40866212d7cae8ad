// The first hours of a server: its owner makes her account, and members invite, join and sign in and out.

import assert from "node:assert/strict";

import { sendTwice } from "./hand.mjs";
import { handOf, IGOR, makeAccount, sayWhoSheIs } from "./journey.mjs";
import { PASSWORD } from "./server.mjs";
import { visit } from "./visit.mjs";
import { chapter, open, openAs, world } from "./world.mjs";

/** The first chapter of a server, before anybody else is there. */
export const firstOwner = chapter("a new server", (step) => {
  let hand;

  step("makes the first account by the link that it prints", async () => {
    hand = await handOf(IGOR);
    const { tab } = hand;
    const { page } = tab;
    const link = world.one.firstRunLink();
    await tab.go(link);
    await visit(tab, "setup");
    await page.fill("#name", IGOR.name);
    await page.fill("#email", "igor@mail.test");
    await page.fill("#password", "short");
    await page.evaluate(() => document.querySelector("main form").setAttribute("novalidate", ""));
    await hand.press("main form button");
    await visit(tab, "setup-refused", { status: 422 });
    assert.equal(await page.inputValue("#name"), IGOR.name, "what was typed stays");
    await makeAccount(hand, link, IGOR.name);
    await visit(tab, "welcome");
    await tab.go(link);
    await visit(tab, "setup-used", { status: 404 });
  });

  step("shows who its owner is", async () => {
    await hand.tab.go("/welcome");
    await sayWhoSheIs(hand, IGOR);
  });
});

export default chapter("a member of a server", (step) => {
  let hugo;
  let own;
  let link;

  step("invites, by one link even when it is asked for twice", async () => {
    hugo = await world.one.member("Hugo Falk");
    own = await openAs(hugo);
    await own.go("/invitations");
    await visit(own, "invitations-none");
    await sendTwice(own, 'form[action^="/invitations"] button');
    await visit(own, "invitations");
    const links = own.page.locator("input[readonly]");
    assert.equal(await links.count(), 1);
    link = await links.inputValue();
  });

  step("brings in who was invited, once", async () => {
    const guest = await open(world.one);
    const { page } = guest;
    await guest.go(link);
    await visit(guest, "joining");
    await page.fill("#name", "igor");
    await page.fill("#email", "jana@mail.test");
    await page.fill("#password", "another password");
    await guest.click("main form button");
    await visit(guest, "joining-refused", { status: 422 });
    await page.fill("#name", "jana");
    await page.fill("#password", PASSWORD);
    await guest.click("main form button");
    assert.equal(new URL(page.url()).pathname, "/welcome");
    const late = await open(world.one);
    await late.go(link);
    await visit(late, "joining-used", { status: 404 });
    await late.go("/join");
    await visit(late, "joining-without-a-link", { status: 404 });
    await own.go("/invitations");
    await visit(own, "invitations-used");
  });

  step("signs in, and not with another password", async () => {
    own = await open(world.one);
    const { page } = own;
    await own.go("/waiting");
    await visit(own, "login");
    await page.fill("#login", hugo.name);
    await page.fill("#password", "another password");
    await own.click("main form button");
    await visit(own, "login-wrong", { status: 422 });
    await page.fill("#password", PASSWORD);
    await own.click("main form button");
    assert.equal(new URL(page.url()).pathname, "/waiting");
    await visit(own, "waiting-empty");
  });

  step("signs out", async () => {
    const { page } = own;
    await world.one.command("account", "token", hugo.name, "--scopes", "read");
    await own.go("/settings/applications");
    await visit(own, "applications");
    await own.click('form[action^="/logout"] button');
    await own.go("/settings/applications");
    assert.equal(new URL(page.url()).pathname, "/login");
  });
});
