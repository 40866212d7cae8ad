// The first hour of a server: its owner makes her account and signs in and out.

import assert from "node:assert/strict";

import { sendTwice } from "./hand.mjs";
import { PASSWORD } from "./server.mjs";
import { visit } from "./visit.mjs";
import { chapter, open, openAs, world } from "./world.mjs";

/** The first chapter of a server, before anybody else is there. */
export const firstOwner = chapter("a new server", (step) => {
  step("makes the first account by the link that it prints", async () => {
    const owner = await open(world.one);
    const { page } = owner;
    await owner.go(world.one.firstRunLink());
    await visit(owner, "setup");
    await page.fill("#name", "igor");
    await page.fill("#email", "igor@mail.test");
    await page.fill("#password", "short");
    await page.evaluate(() => document.querySelector("main form").setAttribute("novalidate", ""));
    await owner.click("main form button");
    await visit(owner, "setup-refused", { status: 422 });
    assert.equal(await page.inputValue("#name"), "igor", "what was typed stays");
    await page.fill("#password", PASSWORD);
    await owner.click("main form button");
    assert.equal(new URL(page.url()).pathname, "/welcome");
    await visit(owner, "welcome");
    await owner.go(world.one.firstRunLink());
    await visit(owner, "setup-used", { status: 404 });
  });
});

export default chapter("a server with an owner", (step) => {
  let owner;
  let link;

  step("lets the owner invite, by one link even when it is asked for twice", async () => {
    owner = await openAs({ server: world.one, name: "igor" });
    await owner.go("/invitations");
    await visit(owner, "invitations-none");
    await sendTwice(owner, 'form[action^="/invitations"] button');
    await visit(owner, "invitations");
    const links = owner.page.locator("input[readonly]");
    assert.equal(await links.count(), 1);
    link = await links.inputValue();
  });

  step("takes in who was invited, once", async () => {
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
    await owner.go("/invitations");
    await visit(owner, "invitations-used");
  });

  step("signs the owner in, and not with another password", async () => {
    owner = await open(world.one);
    const { page } = owner;
    await owner.go("/waiting");
    await visit(owner, "login");
    await page.fill("#login", "igor");
    await page.fill("#password", "another password");
    await owner.click("main form button");
    await visit(owner, "login-wrong", { status: 422 });
    await page.fill("#password", PASSWORD);
    await owner.click("main form button");
    assert.equal(new URL(page.url()).pathname, "/waiting");
    await visit(owner, "waiting-empty");
  });

  step("signs the owner out", async () => {
    const { page } = owner;
    await world.one.command("account", "token", "igor", "--scopes", "read");
    await owner.go("/settings/applications");
    await visit(owner, "applications");
    await owner.click('form[action^="/logout"] button');
    await owner.go("/settings/applications");
    assert.equal(new URL(page.url()).pathname, "/login");
  });
});
