// A server that is built with Fedify.

import { createFederation, generateCryptoKeyPair, MemoryKvStore } from "@fedify/fedify";
import {
  Accept, Activity, Create, Endpoints, Follow, Note, Person, PUBLIC_COLLECTION, Tombstone,
} from "@fedify/fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";

import { eventually } from "./eventually.mjs";
import "./names.mjs";
import { Recorder } from "./recorder.mjs";
import { RFC9421 } from "./scheme.mjs";

export class Fedify {
  /** What Fedify believed, oldest first. */
  believed = [];

  /** Whether posts are shown to those alone who sign their requests. */
  isSecure = false;

  people = new Map();
  notes = new Map();
  #numbers = 0;

  /** Starts a server that signs in this way first. */
  static async start(firstKnock = RFC9421) {
    const fedify = new Fedify(firstKnock);
    fedify.recorder = await Recorder.start("fedify", (request) =>
      fedify.federation.fetch(request, { contextData: undefined }),
    );
    fedify.origin = fedify.recorder.origin;
    fedify.context = fedify.federation.createContext(new URL(fedify.origin), undefined);
    return fedify;
  }

  constructor(firstKnock) {
    this.federation = createFederation({ kv: new MemoryKvStore(), allowPrivateAddress: true, firstKnock });
    this.federation
      .setActorDispatcher("/people/{identifier}", (context, identifier) => this.people.get(identifier)?.actor(context))
      .setKeyPairsDispatcher((_, identifier) => this.people.get(identifier)?.keyPairs ?? []);
    this.federation.setFollowersDispatcher("/people/{identifier}/followers", () => ({ items: [] }));
    this.federation
      .setObjectDispatcher(Note, "/notes/{id}", (_, { id }) => this.notes.get(id) ?? null)
      .authorize(async (context) => !this.isSecure || (await context.getSignedKeyOwner()) !== null);
    this.federation
      .setInboxListeners("/people/{identifier}/inbox", "/inbox")
      .on(Follow, (context, follow) => this.#accept(context, follow))
      .on(Activity, (_, activity) => void this.believed.push(activity));
  }

  end() {
    return this.recorder.end();
  }

  /** Somebody with keys of her own. */
  async person(name) {
    const keyPairs = [await generateCryptoKeyPair("RSASSA-PKCS1-v1_5"), await generateCryptoKeyPair("Ed25519")];
    const person = new FedifyPerson(this, name, keyPairs);
    this.people.set(person.identifier, person);
    return person;
  }

  /** An id under this server that was not used before. */
  newId(kind) {
    this.#numbers += 1;
    return new URL(`/${kind}/${this.#numbers}`, this.origin);
  }

  /** An activity that Fedify believed, as soon as there is one that fits. */
  async hasBelieved(what, fits) {
    const seen = () => this.recorder.requests.map(({ method, path, status }) => `${method} ${path} ${status}`);
    return eventually(() => `Fedify believes ${what}; it was asked ${seen()}`, () => this.believed.find(fits));
  }

  /** The requests that were to bring an activity, oldest first, once each of them is answered. */
  async requestsOf(activity) {
    const requests = this.recorder.requests.filter((received) => received.brings(activity.id.href));
    await eventually(() => "all are answered", () => requests.every(({ status }) => status));
    return requests;
  }

  /** What reads documents and their contexts. */
  get loaders() {
    const { documentLoader, contextLoader } = this.context;
    return { documentLoader, contextLoader };
  }

  /** A document as it is served to anybody. */
  async document(id) {
    return (await this.context.documentLoader(id.href)).document;
  }

  async #accept(context, follow) {
    this.believed.push(follow);
    const { identifier } = context.parseUri(follow.objectId);
    await this.people.get(identifier).send(
      await follow.getActor(context),
      new Accept({ id: this.newId("accepts"), actor: follow.objectId, object: follow }),
    );
  }
}

export class FedifyPerson {
  isDeleted = false;

  constructor(server, name, keyPairs) {
    this.server = server;
    this.name = name;
    this.identifier = name.split(" ")[0].toLowerCase();
    this.keyPairs = keyPairs;
  }

  get id() {
    return this.server.context.getActorUri(this.identifier);
  }

  get handle() {
    return `${this.identifier}@${this.server.recorder.host}`;
  }

  async actor(context) {
    const id = context.getActorUri(this.identifier);
    if (this.isDeleted) {
      return new Tombstone({ id, formerType: Person });
    }
    const keys = await context.getActorKeyPairs(this.identifier);
    return new Person({
      id,
      preferredUsername: this.identifier,
      name: this.name,
      inbox: context.getInboxUri(this.identifier),
      endpoints: new Endpoints({ sharedInbox: context.getInboxUri() }),
      followers: context.getFollowersUri(this.identifier),
      publicKey: keys[0].cryptographicKey,
      assertionMethods: keys.map(({ multikey }) => multikey),
    });
  }

  /** Somebody or something of another server, fetched with a signature of hers. */
  async find(what) {
    const documentLoader = await this.server.context.getDocumentLoader({ identifier: this.identifier });
    return this.server.context.lookupObject(what, { documentLoader });
  }

  send(recipient, activity) {
    return this.server.context.sendActivity({ identifier: this.identifier }, recipient, activity);
  }

  /** Does something to an object, such as `Like`, and tells its author; answers the activity. */
  async act(Kind, author, object) {
    const activity = new Kind({
      id: this.server.newId("activities"), actor: this.id, object, to: PUBLIC_COLLECTION, cc: author.id,
    });
    await this.send(author, activity);
    return activity;
  }

  /** A public post, which is sent to nobody. */
  write(content, others = {}) {
    const id = this.server.newId("notes");
    const published = Temporal.Now.instant();
    const note = new Note({ id, attribution: this.id, content, to: PUBLIC_COLLECTION, published, ...others });
    this.server.notes.set(id.pathname.split("/").at(-1), note);
    return note;
  }

  /** Writes a public post, or an answer to one, and sends it to somebody; answers the note. */
  async post(recipient, content, replyTarget) {
    const note = this.write(content, { cc: recipient.id, ...(replyTarget && { replyTarget }) });
    await this.act(Create, recipient, note);
    return note;
  }
}
