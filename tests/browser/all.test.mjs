// All chapters, in one process.

import { describe, test } from "node:test";

import acquaintances from "./acquaintances.mjs";
import administration from "./administration.mjs";
import applications from "./applications.mjs";
import dailyLife from "./daily_life.mjs";
import { everyPageWasVisited } from "./every_page.mjs";
import { everyTemplateWasUsed } from "./every_template.mjs";
import { foundings, journeys } from "./journey.mjs";
import letters from "./letters.mjs";
import meeting from "./meeting.mjs";
import newServer, { firstOwner } from "./new_server.mjs";
import niceties from "./niceties.mjs";
import ownAccount from "./own_account.mjs";
import passkeys from "./passkeys.mjs";
import publicPages from "./public_pages.mjs";
import waiting from "./waiting.mjs";
import writing from "./writing.mjs";

/** How many chapters are told at the same time. The longest come first. */
const AT_ONCE = 3;

// Each of these has the link by which one of the servers gets its first account.
describe("new servers", { concurrency: AT_ONCE }, () => {
  [firstOwner, ...foundings].forEach((tell) => tell());
});

describe("journeys between new servers", { concurrency: AT_ONCE }, () => {
  journeys.forEach((tell) => tell());
});

describe("servers with people", { concurrency: AT_ONCE }, () => {
  const chapters = [
    writing, ownAccount, acquaintances, publicPages, dailyLife, administration, letters, waiting, meeting, passkeys,
    newServer, niceties, applications,
  ];
  chapters.forEach((tell) => tell());
});

test("every page was visited", everyPageWasVisited);
test("every template was used", everyTemplateWasUsed);
