// What stands on the instance, and what the tests of the clients written in JavaScript share.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { promisify } from "node:util";

export const world = JSON.parse(readFileSync(process.env.VOUCHWELL_CLIENTS_WORLD, "utf8"));

const PATIENCE_MILLISECONDS = 30_000;

/** Signs in and consents as a person with a browser does; answers the code. */
export async function letIn(url, member) {
  const browser = [process.env.VOUCHWELL_CLIENTS_BROWSER, url, member.email, member.password];
  const { stdout } = await promisify(execFile)(process.env.VOUCHWELL_CLIENTS_PYTHON, browser);
  return stdout.trim();
}

/** Runs a step. */
export function step(name, run) {
  test(name, { timeout: PATIENCE_MILLISECONDS }, async () => {
    try {
      await run();
    } catch (error) {
      throw error.response === undefined ? error : answered(error);
    }
  });
}

/** An error of an HTTP client, without everything that it drags along. */
function answered({ response, config }) {
  const body = JSON.stringify(response.data);
  return new Error(`${config.method} ${config.url} answered ${response.status}: ${body}`);
}

/** The first event that fits. */
export async function first(events, fits) {
  for await (const event of events) {
    if (fits(event)) {
      return event;
    }
  }
  throw new Error("the stream ended before what was waited for came");
}
