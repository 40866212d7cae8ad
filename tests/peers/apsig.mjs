// apsig, which verifies what a server sends without sharing code with it or with Fedify.

import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

const PYTHON = process.env.VOUCHWELL_PEERS_PYTHON;
const VERIFIER = process.env.VOUCHWELL_PEERS_APSIG;

/** Which key holds for each of these, or null. */
export async function verify(cases) {
  const verifier = spawn(PYTHON, [VERIFIER], { stdio: ["pipe", "pipe", "inherit"] });
  verifier.stdin.end(JSON.stringify(cases));
  return JSON.parse(await text(verifier.stdout));
}
