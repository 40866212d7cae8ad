// What Fedify sends, seen and damaged on its way.

import { schemeOf } from "./scheme.mjs";

const send = globalThis.fetch;
let seen = [];
let damages = 0;

globalThis.fetch = async (request, options) => {
  if (request.method !== "POST") {
    return send(request, options);
  }
  if (damages > 0) {
    damages -= 1;
    request = damaged(request);
  }
  const answer = await send(request, options);
  seen.push(`${schemeOf(request.headers)} ${answer.status}`);
  return answer;
};

/** The scheme of each request by which Fedify does something, and its answer. So many of them are damaged. */
export async function knocksOf(something, { damaged = 0 } = {}) {
  seen = [];
  damages = damaged;
  await something();
  return seen;
}

/** The request with another first letter in its signature. */
function damaged(request) {
  const change = (_, before, letter) => before + (letter === "A" ? "B" : "A");
  const signature = request.headers.get("signature").replace(/(signature="|=:)(.)/, change);
  const headers = new Headers(request.headers);
  headers.set("signature", signature);
  return new Request(request, { headers });
}
