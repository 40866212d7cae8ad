// Those who run a server: whom they keep out, what they are told, whom they limit; and a code after the password.

import assert from "node:assert/strict";

import { eventually } from "./eventually.mjs";
import { oneTimeCode } from "./one_time_code.mjs";
import { PASSWORD } from "./server.mjs";
import { visit } from "./visit.mjs";
import { chapter, fillIn, open, openAs, world } from "./world.mjs";

const WORDS = "He writes to everybody.";
/** On the page of another server: how many of its people are followed. */
const FOLLOWED = "main dl div:nth-of-type(2) dd";
/** As if a delivery had been tried for the whole time. */
const GIVE_UP = `UPDATE job SET failed_at = first_failed_at, leased_until = NULL
  WHERE host = ? AND first_failed_at IS NOT NULL AND failed_at IS NULL`;

export default chapter("those who run a server", (step) => {
  let vera;
  let mal;
  let own;
  let stranger;
  let lars;

  const isFollowed = () => vera.find(`accounts/relationships?id[]=${lars}`, ({ following }) => following);

  step("see its people, and keep one out", async () => {
    [vera, mal] = await Promise.all([
      world.one.member("Vera Wells", "--role", "admin"),
      world.one.member("Mal Crane"),
    ]);
    [own, stranger] = await Promise.all([openAs(vera), openAs(mal)]);
    await own.go("/admin");
    assert.equal(new URL(own.page.url()).pathname, "/admin/people");
    // Others join meanwhile.
    await own.go("/admin/people?q=mal");
    await visit(own, "administration-people", { hiddenFrom: stranger });
    await own.go("/admin/people/mal");
    await visit(own, "administration-person", { hiddenFrom: stranger });
  });

  step("read what is reported, and settle it", async () => {
    await own.go("/people?acct=mal");
    await own.click('main a[href*="/report"]');
    await own.page.check("[name=reason] >> nth=0");
    await own.page.fill("#words", WORDS);
    await own.click('main form[method="post"] button');
    await visit(own, "report-sent");
    await own.go("/admin/reports");
    await visit(own, "administration-reports", { hiddenFrom: stranger });
    await own.click("main h2 a");
    assert.ok((await own.page.innerText("main")).includes(WORDS));
    await visit(own, "administration-report", { hiddenFrom: stranger });
    await own.click('[action^="/admin/reports"] button');
    await visit(own, "administration-report-settled");
  });

  step("suspend somebody, who then cannot come in", async () => {
    await own.go("/admin/people/mal");
    await own.click('button[value="suspend"]');
    await visit(own, "administration-suspended");
    const shut = await open(world.one);
    await shut.go("/login");
    await fillIn(shut, mal);
    assert.notEqual((await shut.navigation.response()).status(), 200);
  });

  step("see what would disappear before they limit or block another server", async () => {
    await own.go(`/people?acct=lars@${world.three.host}`);
    await own.click('button[value="follow"]');
    lars = (await vera.account(`lars@${world.three.host}`)).id;
    await isFollowed();
    await own.go("/admin/domains");
    await visit(own, "administration-domains");
    await own.page.fill("#host", world.three.host);
    await own.click('main form[method="get"] button');
    assert.equal(await own.page.innerText(FOLLOWED), "1");
    await visit(own, "administration-domain");
    await own.click('button[value="limit"]');
    await visit(own, "administration-domain-limited");
    await own.click('button[value="block"]');
    assert.equal(await own.page.innerText(FOLLOWED), "0");
    await visit(own, "administration-domain-blocked");
    await own.go("/people");
    assert.equal(await own.page.locator("main .rows li").count(), 0, "she follows nobody there any more");
  });

  step("take it back", async () => {
    await own.go("/admin/domains");
    await own.click('main h2 a[href*="three"]');
    await own.click('button[value="none"]');
    assert.equal(await own.page.locator("main .notice").count(), 0, "nothing is decided any more");
  });

  step("take over a list of servers when they have seen what disappears", async () => {
    const { page } = own;
    await own.go("/admin/domains");
    await page.fill("#list", "#domain,#severity\nspam.example,suspend\nnoise.example,silence");
    await own.click('main form[method="post"] button');
    await visit(own, "administration-import", { isHarmless: true });
    await own.click('button[value="take"]');
    assert.equal(await page.locator("main [role=status]").count(), 1);
    assert.equal(await page.locator('main h2 a[href*="spam.example"]').count(), 1);
  });

  step("send again what another server did not take while it was away", async () => {
    const { page } = own;
    await world.three.stop();
    await vera.post(`accounts/${lars}/follow`);
    await eventually(
      () => `what goes to ${world.three.host} failed and is given up`,
      async () => world.one.alter(GIVE_UP, world.three.host) > 0,
    );
    await own.go("/admin/queue");
    assert.ok((await page.locator('main li p[lang="en"] code').count()) > 0, "why it failed is said in English");
    await visit(own, "administration-queue");
    await world.three.run();
    while ((await page.locator("main li form").count()) > 0) {
      await own.click("main li form button >> nth=0");
    }
    await isFollowed();
    // Others act meanwhile, too: what was done until now stays as it is.
    await own.go(`/admin/log?before=${BigInt(Date.now()) << 16n}`);
    await visit(own, "administration-log");
  });

  step("come in by a code after the password", async () => {
    const { page } = own;
    await own.go("/settings/second-factor");
    await visit(own, "second-factor");
    await own.click('main form[method="post"] button');
    await visit(own, "second-factor-begun");
    const link = await page.getAttribute('a[href^="otpauth:"]', "href");
    const secret = new URL(link).searchParams.get("secret");
    await page.fill("#password", PASSWORD);
    await page.fill("#code", oneTimeCode(secret));
    await own.click("main form:has(#code) button");
    await visit(own, "second-factor-kept");
    const again = await open(world.one);
    await again.go("/login");
    await fillIn(again, vera);
    await visit(again, "login-code");
  });
});
