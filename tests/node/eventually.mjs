// Waiting for what another process does.

import { setTimeout as pause } from "node:timers/promises";

const PATIENCE_MILLISECONDS = 15_000;
const INTERVAL_MILLISECONDS = 100;

/** Looks until there is something to see, and answers it; `what` says at the end what was waited for. */
export async function eventually(what, look) {
  const deadline = Date.now() + PATIENCE_MILLISECONDS;
  while (Date.now() < deadline) {
    const seen = await look();
    if (seen) {
      return seen;
    }
    await pause(INTERVAL_MILLISECONDS);
  }
  throw new Error(`waited in vain: ${what()}`);
}
