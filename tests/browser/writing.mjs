// A recommendation's whole way between two servers: written, offered, accepted, held, revised, withdrawn, hidden.

import assert from "node:assert/strict";

import { eventually } from "./eventually.mjs";
import { sendTwice, tabTo } from "./hand.mjs";
import { getToKnow, offer } from "./story.mjs";
import { WIDTHS } from "./tab.mjs";
import { visit } from "./visit.mjs";
import { chapter, open, openAs, world } from "./world.mjs";

const TEXT = "Pia planned the wiring of our studio and left a drawing of it that our own electrician still uses.";
const WRONG = TEXT.replace("wiring", "plumbing");
const CORRECTION = "It was the wiring.";
const BETTER = TEXT.replace("our own electrician", "every electrician since");

export default chapter("a text about somebody", (step) => {
  let otto;
  let pia;
  let author;
  let subject;
  let stranger;
  let permalink;

  step("is written with a look at what will be read", async () => {
    let quentin;
    [otto, pia, quentin] = await Promise.all([
      world.two.member("Otto Brandt"),
      world.one.member("Pia Salo"),
      world.two.member("Quentin Roy"),
    ]);
    await getToKnow(otto, pia);
    [author, subject, stranger] = await Promise.all([
      openAs(otto),
      openAs(pia, { language: "de", scripts: false, widths: WIDTHS.toReversed() }),
      openAs(quentin),
    ]);
    const { page } = author;
    await author.go("/recommendations");
    await visit(author, "recommendations-none");
    await author.go("/compose");
    await visit(author, "compose-pick");
    await page.selectOption("#acct", { index: 1 });
    await author.click('main form[method="get"] button');
    await visit(author, "compose");
    await page.fill("#text", WRONG);
    await author.click('button[value="preview"]');
    await visit(author, "compose-incomplete", { isHarmless: true });
    assert.ok((await page.innerText("#preview")).includes(WRONG), "what there is can be seen");
    await page.evaluate(() => document.querySelector("main form").setAttribute("novalidate", ""));
    await author.click('button[value="save"]');
    await visit(author, "compose-refused", { status: 422 });
    assert.equal(await page.inputValue("#text"), WRONG, "what was typed stays");
    await page.fill("#topics", "electrical_work");
    await page.check("[name=nothing]");
    await author.click('button[value="preview"]');
    await visit(author, "compose-preview", { isHarmless: true });
    await author.click('button[value="save"]');
    await visit(author, "text-draft", { hiddenFrom: stranger });
  });

  step("is offered with the keyboard alone", async () => {
    const { page } = author;
    await tabTo(author, 'form[action$="/offer"] button');
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Space")]);
    await visit(author, "text-offered", { hiddenFrom: stranger });
  });

  step("is corrected when its subject asks for it", async () => {
    const { page } = author;
    const field = '[action^="/waiting/recommendations"] [name=message]';
    await comesToWait(pia, WRONG);
    await subject.go("/waiting");
    await subject.page.fill(field, CORRECTION);
    await subject.click('button[value="correct"]');
    assert.equal(await subject.page.locator(field).count(), 0);
    await eventually(
      () => "its author reads what to correct",
      async () => {
        await page.reload();
        return (await page.innerText("main")).includes(CORRECTION);
      },
    );
    await visit(author, "text-to-correct", { hiddenFrom: stranger });
    await author.click('a[href*="/compose/"]');
    await visit(author, "compose-correction", { hiddenFrom: stranger });
    await page.fill("#text", TEXT);
    await author.click('button[value="offer"]');
  });

  step("is accepted on the other server and public after the hold", async () => {
    await accept(subject, pia, TEXT);
    const isPublic = ({ state, text }) => state === "public" && text === TEXT;
    const published = await otto.find("vouchwell/recommendations?role=author", isPublic);
    permalink = published.url;
    await author.page.reload();
    await visit(author, "text-public", { hiddenFrom: stranger });
    await subject.go("/recommendations");
    await visit(subject, "recommendations");
  });

  step("is revised, and the old text stays until the new one is accepted", async () => {
    const { page } = author;
    await author.click('a[href*="/compose/"]');
    await visit(author, "compose-revision", { hiddenFrom: stranger });
    await page.fill("#text", BETTER);
    await author.click('button[value="offer"]');
    await visit(author, "text-revision", { hiddenFrom: stranger });
    const visitor = await open(world.two);
    await visitor.go(permalink);
    assert.ok((await visitor.page.innerText("main")).includes(TEXT));
    await comesToWait(pia, BETTER);
    await subject.go("/waiting");
    await visit(subject, "waiting-revision");
    await accept(subject, pia, BETTER);
    const isRevised = ({ text, revision }) => text === BETTER && revision === null;
    await otto.find("vouchwell/recommendations?role=author", isRevised);
    await visitor.go(permalink);
    await visit(visitor, "recommendation-versions");
  });

  step("can be pulled as long as it is held", async () => {
    await offer(pia, otto, "Otto lends his tools and says when a job is not for him.");
    await author.go("/waiting");
    await sendTwice(author, 'button[value="accept"]');
    await author.go("/recommendations");
    await author.click('[aria-labelledby="received"] h3 a');
    await visit(author, "text-held", { hiddenFrom: stranger });
    await author.click('form[action$="/pull"] button');
    await visit(author, "text-pulled", { hiddenFrom: stranger });
  });

  step("is withdrawn by its author, and a tombstone is left", async () => {
    await author.go("/recommendations");
    await author.click('[aria-labelledby="written"] h3 a');
    await author.click('a[href$="/end"]');
    await visit(author, "text-end", { hiddenFrom: stranger });
    await author.click('main form[method="post"] button');
    await visit(author, "text-withdrawn", { hiddenFrom: stranger });
    const visitor = await open(world.two);
    await visitor.go(permalink);
    await visit(visitor, "tombstone", { status: 410 });
    const isGone = ({ state }) => state === "withdrawn";
    await pia.find("vouchwell/recommendations?role=subject", isGone);
  });
});

/** The text is before its subject. */
async function comesToWait(member, text) {
  const isThis = (version) => version?.state === "offered" && version.text === text;
  const isOffered = (entry) => isThis(entry) || isThis(entry.revision);
  await member.find("vouchwell/recommendations?role=subject", isOffered);
}

/** The subject finds the text on her page and says yes. */
async function accept(tab, member, text) {
  await comesToWait(member, text);
  await tab.go("/waiting");
  await tab.click('button[value="accept"]');
}
