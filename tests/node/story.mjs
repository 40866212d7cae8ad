// What happens between people before somebody looks: told by the client API, as apps tell it.

export const TEXT =
  "Bob built the shelves and counters of our shop in three weeks. He measured twice, told us which of our ideas " +
  "would not hold, and came back after a year to plane a door that had swollen.";

/** Both sign that they know each other. */
export async function getToKnow(one, other) {
  const said = { acct: other.handle, relationship: "worksWith", known_since: "2021-03" };
  await one.post("vouchwell/acquaintances", said);
  const asked = await other.find("vouchwell/acquaintances?state=asked", isAbout(one));
  const answer = { answer: "yes", relationship: "worksWith", known_since: "2021" };
  await other.post(`vouchwell/acquaintances/${asked.id}/answer`, answer);
  await one.find("vouchwell/acquaintances?state=mutual", isAbout(other));
}

/** The author writes about the subject and offers it; answers what the subject finds. */
export async function offer(author, subject, text = TEXT) {
  const draft = await author.post("vouchwell/recommendations", { acct: subject.handle, ...words(text) });
  return bring(author, subject, draft, text);
}

/** The whole way to a public recommendation; answers it as its author has it. */
export async function recommend(author, subject, text = TEXT) {
  const offered = await offer(author, subject, text);
  return accept(author, subject, offered, text);
}

/** The whole way to another text in place of one that is public. */
export async function revise(author, subject, { id }, text) {
  const draft = await author.call("PUT", `vouchwell/recommendations/${id}`, words(text));
  const offered = await bring(author, subject, draft, text);
  return accept(author, subject, offered, text);
}

function words(text) {
  return {
    text,
    topics: ["joinery", "shop_fitting"],
    language: "en",
    limitations: "I have seen no larger buildings by him.",
    disclosures: ["pays-subject", "was-asked"],
  };
}

async function bring(author, subject, draft, text) {
  await author.post(`vouchwell/recommendations/${draft.id}/offer`, {});
  const isOffered = ({ revision, ...first }) => {
    const latest = revision ?? first;
    return latest.state === "offered" && latest.text === text;
  };
  return subject.find("vouchwell/recommendations?role=subject", isOffered);
}

async function accept(author, subject, offered, text) {
  await subject.post(`vouchwell/recommendations/${offered.id}/answer`, { answer: "accept" });
  const isPublic = (entry) => entry.state === "public" && entry.text === text;
  await subject.find("vouchwell/recommendations?role=subject", isPublic);
  return author.find("vouchwell/recommendations?role=author", isPublic);
}

/** Whether an entry of a list is about somebody. */
export function isAbout(person) {
  const [name] = person.handle.split("@");
  return ({ account }) => account.acct === person.handle || account.acct === name;
}
