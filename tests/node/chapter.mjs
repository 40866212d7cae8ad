// Tests that are told in order.

import { after, describe, test } from "node:test";

const PATIENCE_MILLISECONDS = 120_000;

/** Some steps that stand on one another, whatever is told beside them. `look` looks around after each of them, `end` cleans up after all. */
export function tellInSteps(name, tell, { look = () => {}, end = () => {} } = {}) {
  let isBroken = false;
  const step = (what, run) =>
    test(what, { timeout: PATIENCE_MILLISECONDS }, async (context) => {
      if (isBroken) {
        context.skip("stands on a step that failed");
        return;
      }
      isBroken = true;
      await run();
      look();
      isBroken = false;
    });
  describe(name, { concurrency: 1 }, () => {
    tell(step);
    after(end);
  });
}
