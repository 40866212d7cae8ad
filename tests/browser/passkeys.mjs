// A member signs in by a key on her device, as long as she keeps it in her settings.

import assert from "node:assert/strict";

import { PASSWORD } from "./server.mjs";
import { visit } from "./visit.mjs";
import { chapter, openAs, world } from "./world.mjs";

/** A device that opens by the finger of whoever holds it, and always finds it right. */
const DEVICE = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

chapter("a passkey", (step) => {
  let tab;
  let authenticatorId;

  const isAt = (path) => assert.equal(new URL(tab.page.url()).pathname, path);
  const signOut = async () => {
    await tab.go("/settings");
    await tab.click('form[action^="/logout"] button');
    await tab.go("/login?to=/requests");
  };
  const signIn = () => tab.click('form[data-passkey="get"] button');
  const deviceIsRight = (isUserVerified) =>
    tab.protocol.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });

  step("is made by who knows the password", async () => {
    const tilda = await world.one.member("Tilda Lund");
    tab = await openAs(tilda);
    const { page } = tab;
    await tab.protocol.send("WebAuthn.enable");
    const added = await tab.protocol.send("WebAuthn.addVirtualAuthenticator", { options: DEVICE });
    authenticatorId = added.authenticatorId;
    await tab.go("/settings/passkeys");
    await visit(tab, "passkeys-none");
    await page.fill("#name", "My phone");
    await page.fill("#password", "another password");
    await tab.click('form[data-passkey="create"] button');
    await visit(tab, "passkeys-refused", { status: 422 });
    assert.equal(await page.inputValue("#name"), "My phone", "what was typed stays");
    await page.fill("#password", PASSWORD);
    await tab.click('form[data-passkey="create"] button');
    isAt("/settings/passkeys");
    await visit(tab, "passkeys");
    assert.equal(await page.locator("main li h2").innerText(), "My phone");
  });

  step("signs in without a password, and leads on", async () => {
    await signOut();
    await signIn();
    isAt("/requests");
  });

  step("is of no use to who cannot open the device", async () => {
    await signOut();
    await deviceIsRight(false);
    await tab.page.click('form[data-passkey="get"] button');
    await tab.page.locator("[data-unused]").waitFor();
    isAt("/login");
    await deviceIsRight(true);
    await signIn();
    isAt("/requests");
  });

  step("signs nobody in once it is removed", async () => {
    await tab.go("/settings/passkeys");
    await tab.click('form[action^="/settings/passkeys/removed"] button');
    assert.equal(await tab.page.locator("main li").count(), 0);
    await signOut();
    await signIn();
    await visit(tab, "login-passkey-refused", { status: 422 });
  });
});
