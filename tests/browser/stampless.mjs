// Sends the forms of a page as another site would: with the cookies of the browser and without the stamp.

/** Runs in the page: its forms that send something, each filled in as it stands. */
export function collectForms() {
  return [...document.forms]
    .filter((form) => form.method === "post")
    .map((form) => {
      const button = form.querySelector("button:not([type=button]), input[type=submit]");
      const fields = [...new FormData(form, button)].filter(([, value]) => typeof value === "string");
      return {
        // A form may have a field that is called like a property of it.
        path: new URL(form.getAttribute("action") ?? "", document.URL).href,
        encoding: form.enctype,
        fields,
      };
    });
}

/** Posts a form without its stamp and answers the status. */
export async function post(tab, form) {
  const cookies = await tab.context.cookies(form.path);
  const fields = form.fields.filter(([name]) => name !== "stamp");
  const address = new URL(form.path);
  const { body, type } = await encoded(fields, form.encoding);
  const answer = await tab.server.send("POST", address.pathname + address.search, {
    headers: {
      "content-type": type,
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
    },
    body,
  });
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
