// All chapters, on each database, in one process.

import { after, before, describe } from "node:test";

import { answers } from "./answers.mjs";
import { endings } from "./endings.mjs";
import { following } from "./following.mjs";
import { recommendation, withdrawal } from "./recommendation.mjs";
import { signatures } from "./signatures.mjs";
import { World } from "./world.mjs";

const databases = process.env.VOUCHWELL_TEST_POSTGRES_URL ? ["SQLite", "PostgreSQL"] : ["SQLite"];

for (const name of databases) {
  describe(`on ${name}`, () => {
    const world = new World();
    before(() => world.start(name === "PostgreSQL"));
    after(() => world.end());
    for (const chapter of [following, recommendation, answers, signatures, withdrawal, endings]) {
      chapter(world);
    }
  });
}
