// Every page that the server has was looked at on the way, or it stands here why not.

import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { visitedPaths } from "./visit.mjs";

const SOURCES = process.env.VOUCHWELL_BROWSER_PAGES;

/** What can be asked for by GET and is no page. */
const NO_PAGES = new Map([
  ["/@{name}/recommendations.atom", "a feed"],
  ["/recommendations/{id}/preview.png", "a picture"],
  ["/assets/{name}", "what pages are made with"],
  ["/favicon.ico", "a picture"],
  ["/manifest.webmanifest", "read by browsers alone"],
  ["/admin", "leads on to the people"],
  ["/join", "refused where people join by invitation, as here"],
  ["/authorize_interaction", "leads on to a person or to the page of those who were found"],
]);

/** The chapter that comes last. */
export function everyPageWasVisited() {
  const routes = readRoutes();
  assert.ok(routes.length > 50, `only ${routes}`);
  const visited = visitedPaths().map((path) => routes.find((route) => fits(route, path)));
  const missing = routes.filter((route) => !visited.includes(route) && !NO_PAGES.has(route));
  assert.deepEqual(missing, [], "no step visits these pages");
  const gone = [...NO_PAGES.keys()].filter((route) => !routes.includes(route) || visited.includes(route));
  assert.deepEqual(gone, [], "these are pages, or are not there any more");
}

/** All that the routers of the pages answer by GET; what is written out comes before what has gaps. */
function readRoutes() {
  const files = globSync("**/*.rs", { cwd: SOURCES });
  const sources = new Map(files.map((file) => [file, readFileSync(join(SOURCES, file), "utf8")]));
  const routes = [];
  for (const [file, source] of sources) {
    for (const [, path, method] of source.matchAll(/\.route\(\s*("[^"]+"|[\w:]+),\s*([\w:]+)/g)) {
      if (!/\bpost$/.test(method)) {
        routes.push(path.startsWith('"') ? path.slice(1, -1) : constant(sources, file, path));
      }
    }
  }
  return routes.sort((one, other) => gaps(one) - gaps(other));
}

/** The value of a constant that a file names. */
function constant(sources, file, name) {
  const [last, ...modules] = name.split("::").reverse();
  const module = join(...modules.reverse());
  const inside = file.replace(/\.rs$/, "");
  const places = modules.length === 0 ? [file] : [join(inside, `${module}.rs`), join(dirname(file), `${module}.rs`)];
  const source = places.map((place) => sources.get(place)).find(Boolean);
  const value = source?.match(new RegExp(`const ${last}: &str = "([^"]+)"`))?.[1];
  assert.ok(value, `${file} names ${name}, which is not in ${places}`);
  return value;
}

function fits(route, path) {
  const parts = route.split(/\{\w+\}/).map((part) => RegExp.escape(part));
  return new RegExp(`^${parts.join("[^/]+")}$`).test(path);
}

function gaps(route) {
  return route.split("{").length;
}
