// A member signs in by a key on her device, as long as she keeps it in her settings.

import assert from "node:assert/strict";

import { oneTimeCode } from "./one_time_code.mjs";
import { PASSWORD } from "./server.mjs";
import { visit } from "./visit.mjs";
import { chapter, openAs, world } from "./world.mjs";

const CHOSEN = "four other words together";

/** A device that opens by the finger of whoever holds it, and always finds it right. */
const DEVICE = {
  protocol: "ctap2",
  transport: "internal",
  hasResidentKey: true,
  hasUserVerification: true,
  isUserVerified: true,
  automaticPresenceSimulation: true,
};

export default chapter("a passkey", (step) => {
  let tilda;
  let tab;
  let authenticatorId;

  const isAt = (path) => assert.equal(new URL(tab.page.url()).pathname, path);
  const signOut = async () => {
    await tab.go("/settings");
    await tab.click('form[action^="/logout"] button');
    await tab.go("/login?to=/requests");
  };
  const isRefused = async (field, sentence) => {
    await tab.page.click('form[data-passkey="create"] button');
    await tab.page.locator("[data-complaint]").waitFor();
    assert.equal(await tab.page.locator("[data-complaint]").innerText(), sentence);
    assert.ok(await tab.page.locator(`${field}[aria-invalid]`).evaluate((element) => element === document.activeElement));
  };
  const signIn = () => tab.click('form[data-passkey="get"] button');
  const deviceIsRight = (isUserVerified) =>
    tab.protocol.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });

  step("is made by who knows the password", async () => {
    tilda = await world.one.member("Tilda Lund");
    tab = await openAs(tilda);
    const { page } = tab;
    await tab.protocol.send("WebAuthn.enable");
    const added = await tab.protocol.send("WebAuthn.addVirtualAuthenticator", { options: DEVICE });
    authenticatorId = added.authenticatorId;
    await tab.go("/settings/passkeys");
    await visit(tab, "passkeys-none");
    await page.fill("#name", "My phone");
    await page.fill("#password", "another password");
    await isRefused("#password", "This is not your password. Check capital letters.");
    assert.equal(await page.inputValue("#name"), "My phone", "what was typed stays");
    await visit(tab, "passkeys-refused");
    await page.fill("#name", "My phone");
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
    await tab.page.locator("[data-complaint]").waitFor();
    isAt("/login");
    await deviceIsRight(true);
    await signIn();
    isAt("/requests");
  });

  step("stays when the password is changed, and is named then", async () => {
    const { page } = tab;
    await tab.go("/settings/password");
    await page.fill("#old", PASSWORD);
    await page.fill("#new", CHOSEN);
    await page.fill("#again", CHOSEN);
    await tab.click('[action^="/settings/password"] button');
    await visit(tab, "settings-password-changed-with-a-passkey");
    assert.equal(await page.locator("main li").innerText(), "My phone");
    await tab.click('main a[href^="/settings/passkeys"]');
    isAt("/settings/passkeys");
  });

  step("signs nobody in once it is removed", async () => {
    await tab.go("/settings/passkeys");
    await tab.click('form[action^="/settings/passkeys/removed"] button');
    assert.equal(await tab.page.locator("main li").count(), 0);
    await signOut();
    await signIn();
    await visit(tab, "login-passkey-refused", { status: 422 });
  });

  step("takes a code, too, where there is a second factor", async () => {
    const { page } = tab;
    await page.fill("#login", tilda.name);
    await page.fill("#password", CHOSEN);
    await tab.click("main form:has(#login) button");
    await tab.go("/settings/second-factor");
    await tab.click('main form[method="post"] button');
    const link = await page.getAttribute('a[href^="otpauth:"]', "href");
    await page.fill("#password", CHOSEN);
    await page.fill("#code", oneTimeCode(new URL(link).searchParams.get("secret")));
    await tab.click("main form:has(#code) button");
    const recoveryCode = await page.locator("main li code").first().innerText();
    await tab.go("/settings/passkeys");
    await visit(tab, "passkeys-with-a-code");
    await page.fill("#name", "My phone");
    await page.fill("#password", CHOSEN);
    await page.fill("#code", "000000");
    await isRefused("#code", "This code is not right, or was used already. Wait for the next one.");
    await page.fill("#code", recoveryCode);
    await tab.click('form[data-passkey="create"] button');
    assert.equal(await page.locator("main li h2").innerText(), "My phone");
  });
});
