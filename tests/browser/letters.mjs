// What comes by e-mail: links to confirm an address, to choose another password, and to join.

import assert from "node:assert/strict";

import { PASSWORD } from "./server.mjs";
import { visit } from "./visit.mjs";
import { chapter, open, openAs, world } from "./world.mjs";

const CHOSEN = "four other words together";

export default chapter("letters", (step) => {
  let olga;
  let own;

  const isAt = (tab, path) => assert.equal(new URL(tab.page.url()).pathname, path);

  step("confirm an address", async () => {
    olga = await world.one.member("Olga Brandt");
    own = await openAs(olga);
    await own.go("/settings/email");
    await visit(own, "email-not-confirmed");
    await own.go(await world.mailbox.link("olga@mail.test"));
    await visit(own, "email-link");
    await own.click('main form[method="post"] button');
    isAt(own, "/settings/email");
    await visit(own, "email-confirmed");
  });

  step("lead to another address, which waits until it is confirmed", async () => {
    const { page } = own;
    const ask = async (password) => {
      await page.fill("#email", "olga@work.test");
      await page.fill("#password", password);
      await own.click('[action^="/settings/email"] button');
    };
    await ask("not the password");
    await visit(own, "email-refused", { status: 422 });
    await ask(PASSWORD);
    assert.equal(await page.inputValue("#email"), "olga@work.test", "the link is asked for again there");
    await visit(own, "email-asked");
    const stranger = await open(world.one);
    const link = await world.mailbox.link("olga@work.test");
    await stranger.go(link);
    isAt(stranger, "/login");
    assert.equal(await stranger.page.inputValue("#login"), olga.name, "the link says whose it is");
    await visit(stranger, "login-by-a-link");
  });

  step("let who forgot her password choose another one", async () => {
    const visitor = await open(world.one, { language: "de", scripts: false });
    const { page } = visitor;
    await visitor.go("/login");
    await visitor.click('a[href^="/password"]');
    await visit(visitor, "password-forgotten");
    await page.fill("#email", "olga@mail.test");
    await visitor.click('[action^="/password"] button');
    await visit(visitor, "password-asked");
    const link = await world.mailbox.link("olga@mail.test");
    await visitor.go(link);
    await visit(visitor, "password-new");
    await page.fill("#password", CHOSEN);
    await visitor.click("main form button");
    isAt(visitor, "/login");
    await page.fill("#login", "olga@mail.test");
    await page.fill("#password", CHOSEN);
    await visitor.click("main form button");
    isAt(visitor, "/home");
    await visitor.go(link);
    await visit(visitor, "password-link-used", { status: 404 });
    await own.go("/settings/email");
    isAt(own, "/login");
  });

  step("bring in who was invited", async () => {
    const petra = await world.one.member("Petra Holm", "--role", "admin");
    const inviting = await openAs(petra);
    await inviting.go("/invitations");
    await inviting.page.fill("#email", "quinn@mail.test");
    await inviting.click('form[action^="/invitations"] button');
    await visit(inviting, "invitations-by-mail");
    const guest = await open(world.one);
    await guest.go(await world.mailbox.link("quinn@mail.test"));
    await visit(guest, "joining-by-mail");
    await guest.page.fill("#name", "quinn");
    await guest.page.fill("#email", "quinn@mail.test");
    await guest.page.fill("#password", PASSWORD);
    await guest.click("main form button");
    isAt(guest, "/welcome");
  });
});
