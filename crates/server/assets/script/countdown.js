// Says beside a moment how far away it is. Without this, the moment stands there alone.
const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });

function tell() {
  for (const place of document.querySelectorAll("[data-until]")) {
    const minutes = Math.ceil((Date.parse(place.dataset.until) - Date.now()) / 60_000);
    if (minutes <= 0) {
      place.textContent = "";
    } else if (minutes < 120) {
      place.textContent = `(${words.format(minutes, "minute")})`;
    } else {
      place.textContent = `(${words.format(Math.floor(minutes / 60), "hour")})`;
    }
  }
}

tell();
setInterval(tell, 10_000);
