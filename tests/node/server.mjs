// A `vouchwell serve` of its own, on loopback, with its data in a temporary directory.

import { execFile, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";

import { eventually } from "./eventually.mjs";

export const PASSWORD = "correct horse battery staple";

const PROGRAM = process.env.VOUCHWELL_NODE_PROGRAM;
const KEPT = process.env.VOUCHWELL_NODE_KEPT;
const SCOPES = "read write follow push";

export class Server {
  /**
   * Starts it at `NAME.localhost`, on the port or on another one that is free, and waits until it is ready. `database`
   * is an address of PostgreSQL, or nothing for SQLite, and `mail` that of a mail server, if there is one. With `tls`,
   * the files of a certificate, of its key, and of the authority that signed both this and those of others, it speaks
   * https.
   */
  static async start(name, { port: preferred = 0, hold, database, mail, tls }) {
    const port = await freePort(preferred).catch(() => freePort(0));
    const server = new Server(name, port, { hold, database, mail, tls });
    await server.run();
    return server;
  }

  constructor(name, port, { hold, database, mail, tls }) {
    this.name = name;
    this.port = port;
    this.host = `${name}.localhost:${port}`;
    this.origin = `${tls ? "https" : "http"}://${this.host}`;
    this.request = tls ? https.request : http.request;
    this.directory = mkdtempSync(join(tmpdir(), "vouchwell-node."));
    this.log = join(KEPT, `${name}.log`);
    const others = Object.entries(process.env).filter(([variable]) => !variable.startsWith("VOUCHWELL_"));
    this.environment = {
      ...Object.fromEntries(others),
      VOUCHWELL_ALLOW_NETWORKS: "127.0.0.0/8,::1/128",
      VOUCHWELL_BIND: `127.0.0.1:${port}`,
      VOUCHWELL_DATA_DIR: join(this.directory, "data"),
      VOUCHWELL_HOLD: hold,
      VOUCHWELL_LIMITS: "off",
      VOUCHWELL_PUBLIC_URL: this.origin,
      VOUCHWELL_QUARANTINE: "0s",
      ...(database && { VOUCHWELL_DATABASE_URL: database }),
      ...(mail && { VOUCHWELL_SMTP: mail }),
      ...(tls && {
        VOUCHWELL_EXTRA_CA: tls.authority,
        VOUCHWELL_TLS_CERT: tls.certificate,
        VOUCHWELL_TLS_KEY: tls.key,
      }),
    };
  }

  /** Lets it serve, with what it kept if it did so before, and waits until it is ready. */
  async run() {
    const log = openSync(this.log, this.process ? "a" : "w");
    this.process = spawn(PROGRAM, ["serve"], {
      cwd: this.directory,
      env: this.environment,
      stdio: ["ignore", log, log],
    });
    await eventually(() => `${this.name} is ready; its log is ${this.log}`, async () => {
      if (this.process.exitCode !== null) {
        throw new Error(`${this.name} ended:\n${this.endOfLog()}`);
      }
      const answer = await this.send("GET", "/readyz").catch(() => null);
      return answer?.status === 200;
    });
  }

  /** Lets it serve no more; what it kept stays. */
  async stop() {
    if (this.process.exitCode === null) {
      const ended = new Promise((resolve) => this.process.once("exit", resolve));
      this.process.kill("SIGTERM");
      await ended;
    }
  }

  /** Ends it and removes what it kept. */
  async end() {
    await this.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Changes what it keeps on SQLite, as if time had passed; answers how many rows that concerned. */
  alter(statement, ...values) {
    const database = new DatabaseSync(join(this.directory, "data", "vouchwell.db"), { timeout: 5_000 });
    const { changes } = database.prepare(statement).run(...values);
    database.close();
    return changes;
  }

  endOfLog() {
    return readFileSync(this.log, "utf8").split("\n").slice(-40).join("\n");
  }

  /** The link for the first account, as `serve` prints it. */
  firstRunLink() {
    return readFileSync(this.log, "utf8").match(/https?:\S+\/setup\/\S+/)[0];
  }

  /** What a command of the program prints, with the settings of this server. */
  async command(...words) {
    const { stdout } = await promisify(execFile)(PROGRAM, words, {
      cwd: this.directory,
      env: this.environment,
    });
    return stdout.trim();
  }

  /** Makes an account with the password of all; answers who uses the client API with it. */
  async member(fullName, ...options) {
    const name = fullName.split(" ")[0].toLowerCase();
    const account = ["--email", `${name}@mail.test`, "--password", PASSWORD];
    await this.command("account", "create", name, ...account, ...options);
    const token = await this.command("account", "token", name, "--scopes", SCOPES);
    const member = new Member(this, name, token);
    await member.call("PATCH", "accounts/update_credentials", { display_name: fullName });
    return member;
  }

  /** Sends a request to the process itself and answers `{ status, headers, text }`. */
  send(method, path, { headers = {}, body } = {}) {
    return new Promise((resolve, reject) => {
      const { hostname } = new URL(this.origin);
      const where = { host: "127.0.0.1", port: this.port, servername: hostname };
      const sent = this.request(
        { ...where, method, path, headers: { host: this.host, ...headers } },
        (answer) => {
          const chunks = [];
          answer.on("data", (chunk) => chunks.push(chunk));
          answer.on("end", () => {
            const text = Buffer.concat(chunks).toString();
            resolve({ status: answer.statusCode, headers: answer.headers, text });
          });
          answer.on("error", reject);
        },
      );
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

/** Somebody with an account and a token, who uses the client API as any app does. */
class Member {
  constructor(server, name, token) {
    this.server = server;
    this.name = name;
    this.token = token;
    this.handle = `${name}@${server.host}`;
  }

  get(path) {
    return this.call("GET", path);
  }

  post(path, body) {
    return this.call("POST", path, body);
  }

  /** Calls `path` under `/api/v1`, or anywhere if it begins with a slash; everything but success is thrown. */
  async call(method, path, body) {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json" };
    const content = body === undefined ? undefined : JSON.stringify(body);
    const address = path.startsWith("/") ? path : `/api/v1/${path}`;
    const answer = await this.server.send(method, address, { headers, body: content });
    if (answer.status >= 300) {
      throw new Error(`${method} ${path} answered ${answer.status}: ${answer.text}`);
    }
    return JSON.parse(answer.text);
  }

  /** The account of somebody, looked for where she is if she is not known. */
  async account(handle) {
    const [found] = await this.get(`accounts/search?resolve=true&q=${encodeURIComponent(handle)}`);
    return found;
  }

  /** The first entry of a list that fits, as soon as there is one. */
  async find(path, fits) {
    let entries;
    const look = async () => {
      entries = await this.get(path);
      return entries.find(fits);
    };
    return eventually(() => `${this.handle} looks into ${path}: ${JSON.stringify(entries)}`, look);
  }
}

function freePort(preferred) {
  return new Promise((resolve, reject) => {
    const listener = createServer();
    listener.once("error", reject);
    listener.listen(preferred, "127.0.0.1", () => {
      const { port } = listener.address();
      listener.close(() => resolve(port));
    });
  });
}
