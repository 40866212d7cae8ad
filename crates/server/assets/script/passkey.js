// Asks the devices of the reader for a passkey. Without this, and in browsers that know none, members sign in by their
// password.
const form = document.querySelector("form[data-passkey]");
const knowsPasskeys = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON);

async function challenge() {
  const answer = await fetch(form.dataset.challenge, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  return answer.status === 200 ? answer.json() : null;
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
  const button = form.querySelector("button");
  const unused = form.querySelector("[data-unused]");
  button.disabled = true;
  unused.hidden = true;
  try {
    const options = await challenge();
    // Where nothing is to be asked, the page that comes back says why.
    form.elements.credential.value = options === null ? "" : await askDevice(options);
    form.submit();
  } catch {
    // The reader or her device did not want to, or the server is away.
    unused.hidden = false;
    button.disabled = false;
  }
}

if (form && knowsPasskeys) {
  form.hidden = false;
  document.querySelector("[data-without-passkeys]")?.setAttribute("hidden", "");
  form.addEventListener("submit", send);
}
