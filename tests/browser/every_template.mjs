// A page was made from every template on the way: it said something that stands in no other template.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { ENGLISH, GERMAN } from "./untranslated.mjs";
import { everythingSpoken } from "./visit.mjs";

const TEMPLATES = process.env.VOUCHWELL_BROWSER_TEMPLATES;

/** All that these say is chosen elsewhere. */
const SILENT = ["text_end.html"];

/** A chapter at the end. */
export function everyTemplateWasUsed() {
  const templates = readTemplates();
  const pages = templates.filter(({ source }) => source.startsWith('{% extends "frame.html" %}'));
  assert.ok(pages.length > 50, `only ${pages.length}`);
  const texts = everythingSpoken();
  const unused = pages.filter((page) => {
    const others = new Set(templates.filter((other) => other !== page).flatMap(({ sentences }) => sentences));
    const own = page.sentences.filter((sentence) => !others.has(sentence));
    const patterns = [...ENGLISH, ...GERMAN].filter(({ name }) => own.includes(name));
    return !patterns.some(({ pattern }) => texts.some((text) => pattern.test(text)));
  });
  assert.deepEqual(unused.map(({ name }) => name).sort(), SILENT, "no step looks at a page made from these");
}

/** All templates of pages and their parts, with the names of the sentences that they say. */
function readTemplates() {
  return globSync("**/*.html", { cwd: TEMPLATES }).map((name) => {
    const source = readFileSync(join(TEMPLATES, name), "utf8");
    const sentences = [...source.matchAll(/\bsay\("([\w-]+)"\)/g)].map(([, sentence]) => sentence);
    return { name, source, sentences };
  });
}
