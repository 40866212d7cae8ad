// The browser and the servers that all chapters share: each is started once.

import { AsyncLocalStorage } from "node:async_hooks";
import { after, before } from "node:test";

import { chromium } from "playwright-core";

import { tellInSteps } from "./chapter.mjs";
import * as database from "./database.mjs";
import { signIn } from "./form.mjs";
import { Mailbox } from "./mailbox.mjs";
import { PASSWORD, Server } from "./server.mjs";
import { Tab } from "./tab.mjs";
import { noComplaints } from "./visit.mjs";

const SWITCHES = [
  // Nobody else is asked.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE *.localhost",
  // A camera that sees something, whatever the machine has.
  "--use-fake-device-for-media-stream",
];

/**
 * What is accepted on the first server is public soon; on the second it can be pulled all the time. The first has its
 * data on SQLite, the second on PostgreSQL where there is one. The first sends e-mail, which arrives in the mailbox. The
 * third is like the first, without e-mail; few people are there.
 */
export const world = {};

/** The tabs of the chapter that is told. */
const chapters = new AsyncLocalStorage();

before(async () => {
  world.mailbox = await Mailbox.open();
  const executablePath = process.env.VOUCHWELL_BROWSER_CHROMIUM;
  const starting = [
    chromium.launch({ executablePath, args: SWITCHES }),
    Server.start("one", { port: 8441, hold: "1s", mail: world.mailbox.url }),
    database.create().then((url) => Server.start("two", { port: 8442, hold: "1h", database: url })),
    Server.start("three", { port: 8443, hold: "1s" }),
  ];
  [world.browser, world.one, world.two, world.three] = await Promise.all(starting);
});

after(async () => {
  await world.browser?.close();
  await Promise.all([world.one?.end(), world.two?.end(), world.three?.end()]);
  world.mailbox?.close();
  await database.drop();
});

/** Some steps that stand on one another, to be told. No tab may have a complaint after any of them. */
export function chapter(name, tell) {
  const tabs = [];
  const tellHere = (step) => tell((what, run) => step(what, () => chapters.run(tabs, run)));
  return () =>
    tellInSteps(name, tellHere, {
      look: () => tabs.forEach((tab) => noComplaints(tab, tab.page.url())),
      end: () => Promise.all(tabs.map((tab) => tab.close())),
    });
}

/** A tab of somebody who is not signed in. */
export async function open(server, options) {
  const tab = await Tab.open(world.browser, server, options);
  chapters.getStore().push(tab);
  return tab;
}

/** A tab of a member who is signed in. */
export async function openAs(member, options) {
  const [tab, cookie] = await Promise.all([open(member.server, options), signIn(member)]);
  await tab.keep(cookie);
  return tab;
}

/** Fills in the form by which members sign in. */
export async function fillIn(tab, member) {
  await tab.page.fill("#login", member.name);
  await tab.page.fill("#password", PASSWORD);
  await tab.click("main form button");
}
