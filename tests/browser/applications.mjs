// An application asks to use an account: its owner sees what it wants, and decides.

import assert from "node:assert/strict";

import { visit } from "./visit.mjs";
import { chapter, openAs, world } from "./world.mjs";

const OUT_OF_BAND = "urn:ietf:wg:oauth:2.0:oob";

export default chapter("an application", (step) => {
  let tab;
  let question;

  step("asks its user what it may do", async () => {
    const yara = await world.two.member("Yara Stein");
    tab = await openAs(yara);
    const asked = { client_name: "Evening Reader", redirect_uris: OUT_OF_BAND, scopes: "read write:statuses" };
    const application = await yara.post("apps", asked);
    question = new URLSearchParams({
      client_id: application.client_id,
      redirect_uri: OUT_OF_BAND,
      response_type: "code",
      scope: asked.scopes,
    });
    await tab.go(`/oauth/authorize?${question}`);
    assert.ok((await tab.page.innerText("h1")).includes(asked.client_name));
    await visit(tab, "authorization");
  });

  step("is let in, or not", async () => {
    await tab.click('button[value="allow"]');
    await visit(tab, "authorization-code");
    await tab.go(`/oauth/authorize?${question}`);
    await tab.click('button[value="refuse"]');
    await visit(tab, "authorization-refused");
  });
});
