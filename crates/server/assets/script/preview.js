// Shows the preview while somebody writes, as the server makes it. Without this, a button does.
const form = document.querySelector("form[data-preview]");
let pending = 0;
let asked = 0;

async function refresh() {
  const fields = new URLSearchParams(new FormData(form));
  fields.set("wish", "preview");
  const question = ++asked;
  try {
    const answer = await fetch(form.action, { method: "POST", body: fields });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const preview = page.getElementById("preview");
    if (preview && question === asked) {
      document.getElementById("preview").replaceWith(preview);
    }
  } catch {
    // The server is away: what was shown last stays, and the button says what is wrong.
  }
}

if (form) {
  form.addEventListener("input", () => {
    clearTimeout(pending);
    pending = setTimeout(refresh, 700);
  });
}
