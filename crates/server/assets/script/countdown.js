// Says after a moment how far away it is, and shows the page anew once what waits for it has come. Without this, the
// sentence ends with the moment.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
const places = [...document.querySelectorAll("[data-until]")];
const LONGEST_PAUSE = 60;
let pause = 3;
let asksIn = 0;

function distance(seconds) {
  if (seconds <= 90) {
    return words.format(seconds, "second");
  }
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120
    ? words.format(minutes, "minute")
    : words.format(Math.floor(minutes / 60), "hour");
}

// The server needs a moment to do what is due: until then the page would be the same.
async function lookAgain(moment) {
  try {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok && !page.querySelector(`[data-until="${moment}"]`)) {
      location.reload();
    }
  } catch {
    // The server is away: it is asked again.
  }
}

function tell() {
  for (const place of places) {
    const seconds = Math.ceil((Date.parse(place.dataset.until) - Date.now()) / 1000);
    place.textContent = seconds > 0 ? `, ${distance(seconds)}` : "";
    if (seconds <= 0 && !document.hidden && --asksIn < 0) {
      lookAgain(place.dataset.until);
      asksIn = pause - 1;
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }
}

if (places.length > 0) {
  tell();
  setInterval(tell, 1000);
}
