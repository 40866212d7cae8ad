// Asks the devices of the reader for a passkey. Without this, and in browsers that know none, members sign in by their
// password.
const form = document.querySelector("form[data-passkey]");
const knowsPasskeys = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);
const button = form?.querySelector("button");
const complaint = form?.querySelector("[data-complaint]");
const unused = complaint?.textContent;
// The server waits for five minutes.
const PATIENCE = 4 * 60_000;
// Kept until it is answered or too old: a code of a second factor is good for one challenge.
let asked = null;

// The field that is complained about, and what described it before.
let described = null;

function complain(sentence, field = null) {
  complaint.textContent = sentence;
  complaint.hidden = false;
  button.disabled = false;
  (field?.closest("p") ?? button.closest("p")).after(complaint);
  if (field) {
    described = { field, before: field.getAttribute("aria-describedby") };
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", complaint.id);
    field.focus();
  }
}

function takeBackComplaints() {
  complaint.hidden = true;
  for (const field of form.querySelectorAll("[aria-invalid]")) {
    field.removeAttribute("aria-invalid");
  }
  if (described?.before) {
    described.field.setAttribute("aria-describedby", described.before);
  } else {
    described?.field.removeAttribute("aria-describedby");
  }
  described = null;
}

async function saidOnPage(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.querySelectorAll("main h1, main .lead")].map((element) => element.textContent).join(": ");
}

async function challenge() {
  const answer = await fetch(form.dataset.challenge, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (answer.redirected) {
    // Nobody is signed in any more.
    location.assign(answer.url);
    return null;
  }
  if (!answer.headers.get("content-type")?.startsWith("application/json")) {
    complain((await saidOnPage(answer)) || unused);
    return null;
  }
  const said = await answer.json();
  if (said.complaint) {
    complain(said.complaint, form.elements[said.field]);
    return null;
  }
  setTimeout(() => {
    asked = null;
  }, PATIENCE);
  return said;
}

async function askDevice(options) {
  const credential =
    form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(credential.toJSON());
}

async function send(event) {
  event.preventDefault();
  button.disabled = true;
  takeBackComplaints();
  try {
    asked ??= await challenge();
    if (asked !== null) {
      form.elements.credential.value = await askDevice(asked);
      form.submit();
    }
  } catch {
    // The reader or her device did not want to, or the server is away.
    complain(unused);
  }
}

if (form && knowsPasskeys) {
  form.hidden = false;
  document.querySelector("[data-without-passkeys]")?.setAttribute("hidden", "");
  form.addEventListener("submit", send);
}
