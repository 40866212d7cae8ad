// A server over https that keeps what comes to it before it lets somebody answer.

import { readFileSync } from "node:fs";
import { createServer } from "node:https";

import { tls } from "./certificates.mjs";
import { schemeOf } from "./scheme.mjs";

export class Recorder {
  /** Every request, oldest first: `{ method, path, url, headers, body, scheme, status }`. */
  requests = [];

  /** The form of signatures that is answered with 401. */
  refused = null;

  /** Serves `NAME.localhost` on a free port; `answer` makes a `Response` of a `Request`. */
  static async start(name, answer) {
    const recorder = new Recorder();
    recorder.server = createServer(
      { cert: readFileSync(tls.certificate), key: readFileSync(tls.key) },
      (incoming, outgoing) => recorder.serve(incoming, outgoing, answer).catch((error) => outgoing.destroy(error)),
    );
    await new Promise((resolve) => recorder.server.listen(0, "127.0.0.1", resolve));
    recorder.host = `${name}.localhost:${recorder.server.address().port}`;
    recorder.origin = `https://${recorder.host}`;
    return recorder;
  }

  end() {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }

  async serve(incoming, outgoing, answer) {
    const { method, url: path, headers } = incoming;
    const body = Buffer.concat(await incoming.toArray());
    const received = new Received({ method, path, url: this.origin + path, headers, body });
    this.requests.push(received);
    const isRefused = received.scheme !== null && received.scheme === this.refused;
    const response = isRefused ? new Response(null, { status: 401 }) : await answer(received.asRequest());
    received.status = response.status;
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(Buffer.from(await response.arrayBuffer()));
  }
}

/** A request as it arrived. */
export class Received {
  constructor(fields) {
    Object.assign(this, fields);
  }

  /** How it is signed, if it is. */
  get scheme() {
    return schemeOf(new Headers(this.headers));
  }

  get json() {
    return JSON.parse(this.body.toString());
  }

  /** Whether it brings the activity with this id, or one of this type. */
  brings(what) {
    return this.method === "POST" && [this.json.id, this.json.type].includes(what);
  }

  asRequest(changes = {}) {
    const { method, headers, body } = this;
    return new Request(this.url, { method, headers, ...(body.length > 0 && { body }), ...changes });
  }
}
