// apsig, which verifies and signs without sharing code with a server or with Fedify.

import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

const PYTHON = process.env.VOUCHWELL_PEERS_PYTHON;
const PROGRAM = process.env.VOUCHWELL_PEERS_APSIG;

/** What it answers to each of these: to `verify_…` the key that holds, or null, and to `sign_…` what is signed. */
export async function ask(...cases) {
  const apsig = spawn(PYTHON, [PROGRAM], { stdio: ["pipe", "pipe", "inherit"] });
  apsig.stdin.end(JSON.stringify(cases));
  return JSON.parse(await text(apsig.stdout));
}
