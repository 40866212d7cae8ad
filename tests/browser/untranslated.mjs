// Finds English sentences of ours on a page that should speak another language.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

import { parse } from "@fluent/syntax";

const LOCALES = process.env.VOUCHWELL_BROWSER_LOCALES;
const GAP = "\u0000";

/** Patterns of the English sentences that are different in German. */
export const ENGLISH = patterns("en", "de");
/** And the other way round. */
export const GERMAN = patterns("de", "en");

/**
 * Runs in the page: everything it says, or the page with this source, by element and by attribute, without what people
 * wrote themselves in a language that is named.
 */
export function said(source) {
  const page = source === undefined ? document : new DOMParser().parseFromString(source, "text/html");
  const attributes = ["alt", "aria-label", "placeholder", "title", "value"];
  const found = new Set([page.title]);
  const isForeign = (element) => {
    const named = element.closest("[lang]");
    return named !== null && named.lang !== page.documentElement.lang;
  };
  found.add(page.querySelector('meta[name="description"]')?.content ?? "");
  for (const element of page.body.querySelectorAll("*")) {
    if (isForeign(element) || element.closest("script, style")) {
      continue;
    }
    found.add(element.textContent);
    for (const node of element.childNodes) {
      if (node.nodeType === Node.TEXT_NODE) {
        found.add(node.data);
      }
    }
    for (const attribute of attributes) {
      const isSpoken = attribute !== "value" || element.matches("input[type=submit], input[type=button]");
      if (isSpoken && element.hasAttribute(attribute)) {
        found.add(element.getAttribute(attribute));
      }
    }
  }
  return [...found].map((text) => text.replaceAll(/\s+/g, " ").trim()).filter((text) => text !== "");
}

/** The English sentences among what a page says. */
export function english(texts) {
  const found = [];
  for (const text of texts) {
    const sentence = ENGLISH.find(({ pattern }) => pattern.test(text));
    if (sentence !== undefined) {
      found.push(`${sentence.name}: ${text}`);
    }
  }
  return found;
}

function patterns(language, other) {
  const others = sentences(other);
  const found = [];
  for (const [name, texts] of sentences(language)) {
    const translated = new Set(others.get(name));
    for (const text of texts) {
      // What is little more than names that are set in would fit anything.
      const letters = text.replaceAll(/[^\p{Letter}]/gu, "");
      if (!translated.has(text) && letters.length > (text.includes(GAP) ? 4 : 0)) {
        const literal = text.split(GAP).map((part) => RegExp.escape(part.replaceAll(/\s+/g, " ")));
        found.push({ name, pattern: new RegExp(`^${literal.join(".+")}$`, "u") });
      }
    }
  }
  return found;
}

/** Every form of every sentence of a language, by its name, with gaps for what is set in. */
function sentences(language) {
  const found = new Map();
  const directory = join(LOCALES, language);
  for (const file of readdirSync(directory)) {
    const resource = parse(readFileSync(join(directory, file), "utf8"), {});
    for (const entry of resource.body.filter(({ type }) => type === "Message")) {
      found.set(entry.id.name, forms(entry.value));
    }
  }
  return found;
}

function forms(pattern) {
  let texts = [""];
  for (const element of pattern.elements) {
    const parts = element.type === "TextElement" ? [element.value] : placed(element.expression);
    texts = texts.flatMap((text) => parts.map((part) => text + part));
  }
  return texts.map((text) => text.trim());
}

function placed(expression) {
  switch (expression.type) {
    case "SelectExpression":
      return expression.variants.flatMap((variant) => forms(variant.value));
    case "StringLiteral":
      return [expression.value];
    default:
      return [GAP];
  }
}
