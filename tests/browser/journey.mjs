// A recommendation's whole way between two servers, from the links that new servers print to the tombstone, gone in
// every way in which somebody uses a page.

import assert from "node:assert/strict";

import { eventually } from "./eventually.mjs";
import { PASSWORD } from "./server.mjs";
import { BY_KEYS, WITH_SCRIPTS, WITHOUT_SCRIPTS } from "./way.mjs";
import { chapter, open, world } from "./world.mjs";

const TEXT = "The roof of our hall was mended in a week of rain, and no bucket has stood there since.";
const TOPIC = "roofing";

const ACQUAINTANCES = 'header a[href^="/acquaintances"]';
const RECOMMENDATIONS = 'header a[href^="/recommendations"]';
const WAITING = 'header a[href^="/waiting"]';
/** On the page of a text: where everybody reads it. */
const PERMALINK = 'main .lead a[href*="/recommendations/"]';

// Who makes the first account of a server, and who joins by the invitation of one of them; each in one way. Whoever is
// written about is where texts are public soon after they were accepted.
export const IGOR = { server: "one", name: "igor", fullName: "Igor Lund", way: WITH_SCRIPTS };
const ULLA = { server: "two", name: "ulla", fullName: "Ulla Berg", way: WITHOUT_SCRIPTS };
const LARS = { server: "three", name: "lars", fullName: "Lars Moen", way: BY_KEYS };
const NILS = { server: "three", name: "nils", fullName: "Nils Aalto", way: WITH_SCRIPTS };
const VIKTOR = { server: "one", name: "viktor", fullName: "Viktor Holm", way: WITHOUT_SCRIPTS };
const KORA = { server: "two", name: "kora", fullName: "Kora Wind", way: BY_KEYS };

const isAt = (hand, path) => assert.match(new URL(hand.tab.page.url()).pathname, path);

/** Makes an account by the form to which a link leads. */
export async function makeAccount(hand, link, name) {
  await hand.tab.go(link);
  await hand.type("#name", name);
  await hand.type("#email", `${name}@mail.test`);
  await hand.type("#password", PASSWORD);
  await hand.press("main form button");
  isAt(hand, /^\/welcome$/);
}

/** From the page that welcomes her: she says who she is, and everybody reads it. */
export async function sayWhoSheIs(hand, { name, fullName }) {
  const { page } = hand.tab;
  await hand.press('main a[href^="/settings/profile"]');
  await hand.type("#name", fullName);
  await hand.type("#place", "Antwerp");
  await hand.press('[action^="/settings/profile"] button');
  await hand.tab.go(`/@${name}`);
  assert.equal(await page.innerText("h1"), fullName);
  assert.ok((await page.innerText("main")).includes("Antwerp"));
}

/** A tab of somebody who is not signed in, and how she uses it. */
export async function handOf({ way, server }) {
  return new way.Hand(await open(world[server], way.options));
}

async function signIn(way, { server, name }) {
  const hand = await handOf({ way, server });
  await hand.tab.go("/login");
  await hand.type("#login", name);
  await hand.type("#password", PASSWORD);
  await hand.press("main form button");
  isAt(hand, /^\/home$/);
  return hand;
}

/** Loads the page until there is something on it. */
const comesTo = ({ tab }, selector) =>
  eventually(
    () => `${tab.page.url()} shows ${selector}`,
    async () => {
      await tab.page.reload();
      return (await tab.page.locator(selector).count()) > 0;
    },
  );

const reads = async ({ tab }, path) => {
  assert.equal(await tab.go(path), 200);
  return (await tab.page.innerText("main")).includes(TEXT);
};

/** The first account of a server. */
function founding(founder) {
  return chapter(`a new server, ${founder.way.name}`, (step) => {
    step("gets its first account by the link that it prints", async () => {
      const hand = await handOf(founder);
      await makeAccount(hand, world[founder.server].firstRunLink(), founder.name);
      await sayWhoSheIs(hand, founder);
    });
  });
}

/** Somebody joins by the invitation of a host, and one of two people writes about the other. */
function journey(way, { author, subject, guest, host }) {
  return chapter(`a recommendation ${way.name}`, (step) => {
    let writing;
    let receiving;
    let address;

    step("begins with an invitation", async () => {
      const inviting = await signIn(way, host);
      await inviting.tab.go("/invitations");
      await inviting.press('form[action^="/invitations"] button');
      const link = await inviting.tab.page.inputValue("input[readonly]");
      const joining = await handOf(guest);
      await makeAccount(joining, link, guest.name);
      await sayWhoSheIs(joining, guest);
      const handOfParty = (party) => (party === guest ? joining : signIn(way, party));
      [writing, receiving] = await Promise.all([author, subject].map(handOfParty));
    });

    step("goes on with knowing each other", async () => {
      await writing.press(ACQUAINTANCES);
      await writing.press('main a[href^="/acquaintances/new"]');
      await writing.type("#acct", `${subject.name}@${world[subject.server].host}`);
      await writing.press('form[method="get"] button');
      await writing.choose("#relationship", 1);
      await writing.type("#year", "2020");
      await writing.press('main form[method="post"] button');
      await receiving.press(WAITING);
      await comesTo(receiving, 'button[value="yes"]');
      await receiving.choose("[name=relationship]", 1);
      await receiving.type("[name=known_since]", "2020");
      await receiving.press('button[value="yes"]');
      await writing.press(ACQUAINTANCES);
      await comesTo(writing, "#acquaintances-mutual-list");
    });

    step("is asked for and written", async () => {
      await receiving.press(RECOMMENDATIONS);
      await receiving.press('main a[href^="/requests"]');
      await receiving.press('main a[href^="/requests/new"]');
      await receiving.choose("#person", 1);
      await receiving.type("#topics", TOPIC);
      await receiving.press('main form[method="post"] button');
      isAt(receiving, /^\/requests$/);
      await writing.press(WAITING);
      await comesTo(writing, 'button[value="write"]');
      await writing.press('button[value="write"]');
      isAt(writing, /^\/compose/);
      await writing.type("#text", TEXT);
      await writing.type("#topics", TOPIC);
      await writing.tick("[name=nothing]");
      await writing.press('button[value="preview"]');
      assert.ok((await writing.tab.page.innerText("#preview")).includes(TEXT));
      await writing.press('button[value="offer"]');
      isAt(writing, /^\/texts\//);
    });

    step("is accepted, and everybody reads it after the hold", async () => {
      const { page, scripts } = receiving.tab;
      await receiving.press(WAITING);
      await comesTo(receiving, 'button[value="accept"]');
      await receiving.press('button[value="accept"]');
      // A script shows the page of the text anew once the hold is over.
      await (scripts ? page.locator(PERMALINK).waitFor() : comesTo(receiving, PERMALINK));
      address = await page.locator(PERMALINK).evaluate((link) => link.href);
      await receiving.press(PERMALINK);
      assert.ok((await page.innerText("main")).includes(TEXT));
      assert.ok(await reads(await handOf(subject), `/@${subject.name}`), "it stands in her profile");
    });

    step("is withdrawn, and a tombstone is left", async () => {
      await writing.press(RECOMMENDATIONS);
      await writing.press('[aria-labelledby="written"] h3 a');
      const own = await writing.tab.page.locator(PERMALINK).evaluate((link) => link.href);
      await writing.press('a[href$="/end"]');
      await writing.press('main form[method="post"] button');
      const { tab } = await handOf(author);
      assert.equal(await tab.go(own), 410);
      assert.ok(!(await tab.page.innerText("main")).includes(TEXT));
      await eventually(
        () => `${address} says that it was withdrawn`,
        async () => (await tab.go(address)) === 410,
      );
      assert.ok(!(await tab.page.innerText("main")).includes(TEXT));
      await eventually(
        () => `the text is gone from the profile of ${subject.name}`,
        async () => !(await reads(receiving, `${world[subject.server].origin}/@${subject.name}`)),
      );
    });
  });
}

/** The first chapters of two servers, before anybody else is there. */
export const foundings = [ULLA, LARS].map(founding);

export const journeys = [
  journey(WITH_SCRIPTS, { author: NILS, subject: IGOR, guest: NILS, host: LARS }),
  journey(WITHOUT_SCRIPTS, { author: ULLA, subject: VIKTOR, guest: VIKTOR, host: IGOR }),
  journey(BY_KEYS, { author: KORA, subject: LARS, guest: KORA, host: ULLA }),
];
