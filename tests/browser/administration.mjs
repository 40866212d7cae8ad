// Those who run a server: whom they keep out, what they are told, whom they limit; and a code after the password.

import assert from "node:assert/strict";

import { oneTimeCode } from "./one_time_code.mjs";
import { PASSWORD } from "./server.mjs";
import { visit } from "./visit.mjs";
import { chapter, fillIn, open, openAs, world } from "./world.mjs";

export default chapter("those who run a server", (step) => {
  let vera;
  let mal;
  let own;
  let stranger;

  step("see its people, and keep one out", async () => {
    [vera, mal] = await Promise.all([
      world.one.member("Vera Wells", "--role", "admin"),
      world.one.member("Mal Crane"),
    ]);
    [own, stranger] = await Promise.all([openAs(vera), openAs(mal)]);
    await own.go("/admin");
    await visit(own, "administration", { hiddenFrom: stranger });
    await own.go("/admin/people");
    await visit(own, "administration-people", { hiddenFrom: stranger });
    await own.go("/admin/people/mal");
    await visit(own, "administration-person", { hiddenFrom: stranger });
  });

  step("read what is reported, and settle it", async () => {
    const [{ id }] = await vera.get("accounts/search?q=mal");
    await vera.post("reports", { account_id: id, comment: "He writes to everybody." });
    await own.go("/admin/reports");
    await visit(own, "administration-reports", { hiddenFrom: stranger });
    await own.click("main h2 a");
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

  step("see what would disappear before they limit another server", async () => {
    await own.go("/admin/domains");
    await visit(own, "administration-domains");
    await own.page.fill("#host", "unknown.example");
    await own.click('main form[method="get"] button');
    await visit(own, "administration-domain");
    await own.click('button[value="limit"]');
    await visit(own, "administration-domain-limited");
    await own.go("/admin/queue");
    await visit(own, "administration-queue");
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
