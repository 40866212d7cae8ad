// Shows moments in the reader's own time zone, and as she writes them. Without this they are in UTC, which they say.
const spoken = document.documentElement.lang;
const language = navigator.languages.find((tag) => tag === spoken || tag.startsWith(`${spoken}-`)) ?? spoken;
const day = { day: "numeric", month: "long", year: "numeric" };
const minute = { ...day, hour: "numeric", minute: "2-digit", timeZoneName: "short" };
const format = {
  day: new Intl.DateTimeFormat(language, day),
  minute: new Intl.DateTimeFormat(language, minute),
};

for (const time of document.querySelectorAll("time[data-exact]")) {
  time.textContent = format[time.dataset.exact].format(new Date(time.dateTime));
}
