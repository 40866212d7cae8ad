// A database of its own on PostgreSQL, where there is one.

import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { promisify } from "node:util";

const SUPERUSER = process.env.VOUCHWELL_TEST_POSTGRES_URL;
const NAME = `vouchwell_node_${process.pid}`;

/** Makes it and answers its address; nothing where there is no PostgreSQL. */
export async function create() {
  if (!SUPERUSER) {
    return undefined;
  }
  await execute(`CREATE DATABASE ${NAME}`);
  const url = new URL(SUPERUSER);
  url.pathname = `/${NAME}`;
  return url.href;
}

export async function drop() {
  if (SUPERUSER) {
    await execute(`DROP DATABASE IF EXISTS ${NAME} WITH (FORCE)`);
  }
}

function execute(statement) {
  const newest = globSync("/usr/lib/postgresql/*/bin/psql").sort().at(-1);
  const options = ["--quiet", "--no-psqlrc", "--command", statement, SUPERUSER];
  return promisify(execFile)(newest ?? "psql", options);
}
