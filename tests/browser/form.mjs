// Forms of a page, sent past the browser with its cookies.

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
export async function post(tab, { address, encoding, fields }) {
  const { pathname, search } = new URL(address);
  const { body, type } = await encoded(fields, encoding);
  const headers = { "content-type": type, cookie: await tab.cookie() };
  const answer = await tab.server.send("POST", pathname + search, { headers, body });
  return answer.status;
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
