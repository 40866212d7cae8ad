// Forms of a page, sent past the browser with its cookies.

import assert from "node:assert/strict";

import { PASSWORD } from "./server.mjs";

/** Runs in the page: a form as a button of it sends it. */
export function readForm(button) {
  const { form } = button;
  const fields = [...new FormData(form, button)].filter(([, value]) => typeof value === "string");
  // A form may have a field that is called like a property of it.
  const address = new URL(form.getAttribute("action") ?? "", document.URL);
  return { address: address.href, encoding: form.enctype, fields };
}

/** The form without the stamp by which the server knows its own pages, as another site would send it. */
export function withoutStamp(form) {
  return { ...form, fields: form.fields.filter(([name]) => name !== "stamp") };
}

/** Posts a form and answers the status. */
export async function post(tab, form) {
  const answer = await send(tab.server, await tab.cookie(), form);
  return answer.status;
}

/** Signs a member in by the form, and answers the cookie by which she is known. */
export async function signIn({ server, name }) {
  const page = await server.send("GET", "/login");
  const [visitor] = page.headers["set-cookie"];
  const [shown] = page.text.match(/<form.*?<\/form>/s);
  const hidden = [...shown.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map((found) => found.slice(1));
  const fields = [...hidden, ["login", name], ["password", PASSWORD]];
  const form = { address: `${server.origin}/login`, encoding: "application/x-www-form-urlencoded", fields };
  const answer = await send(server, pair(visitor), form);
  assert.equal(answer.status, 303, `${name} signs in`);
  return answer.headers["set-cookie"].map(pair).find((cookie) => cookie.includes("_session="));
}

/** A cookie without the rules for keeping it. */
function pair(cookie) {
  return cookie.split(";")[0];
}

async function send(server, cookie, { address, encoding, fields }) {
  const { pathname, search } = new URL(address);
  const { body, type } = await encoded(fields, encoding);
  return server.send("POST", pathname + search, { headers: { "content-type": type, cookie }, body });
}

async function encoded(fields, encoding) {
  if (encoding !== "multipart/form-data") {
    return { body: new URLSearchParams(fields).toString(), type: "application/x-www-form-urlencoded" };
  }
  const data = new FormData();
  fields.forEach(([name, value]) => data.append(name, value));
  const carrier = new Response(data);
  return { body: Buffer.from(await carrier.arrayBuffer()), type: carrier.headers.get("content-type") };
}
