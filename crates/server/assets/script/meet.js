// Brings a new code every 30 seconds, until it is paused. Without this, a button does.
const form = document.querySelector("form[data-refresh]");
const pause = form?.querySelector("[data-pause]");
let paused = false;

async function refresh() {
  if (paused || document.hidden) {
    return;
  }
  try {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const code = page.getElementById(form.dataset.refresh);
    if (code && !paused) {
      document.getElementById(form.dataset.refresh).replaceWith(code);
    }
  } catch {
    // The server is away: the code that is shown stays good for its time.
  }
}

if (form && pause) {
  pause.hidden = false;
  pause.addEventListener("click", () => {
    const words = pause.textContent;
    paused = !paused;
    pause.textContent = pause.dataset.pause;
    pause.dataset.pause = words;
    refresh();
  });
  setInterval(refresh, 30_000);
}
