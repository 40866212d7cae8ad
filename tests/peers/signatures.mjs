// Signatures and proofs in both directions, as Fedify and apsig see them.

import assert from "node:assert/strict";

import { Activity, Create, Follow } from "@fedify/fedify/vocab";
import { verifyObject, verifyRequest } from "@fedify/fedify/sig";

import * as apsig from "./apsig.mjs";
import { tellInSteps } from "./chapter.mjs";
import { Fedify } from "./fedify.mjs";
import { knocksOf } from "./knocks.mjs";
import { DRAFT, RFC9421 } from "./scheme.mjs";

const KINDS = ["Accept", "Announce", "Create", "Delete", "Follow", "Like", "Undo", "Update"];
const CHANGED = "2000-01-01T00:00:00Z";

export function signatures(world) {
  /** The requests that tried to bring a new post of Ada's, oldest first. */
  const knocks = async () => {
    const { ada, fedify } = world;
    const { uri } = await ada.post("statuses", { status: "Whoever reads this has verified it." });
    const isIt = (activity) => activity instanceof Create && activity.objectId.href === uri;
    const create = await fedify.hasBelieved("a post", isIt);
    return fedify.requestsOf(create);
  };
  const schemes = (requests) => requests.map(({ scheme, status }) => `${scheme} ${status}`);
  /** By whose key Fedify finds a request signed. */
  const signer = async (received, changes) => {
    const options = { ...world.fedify.loaders, spec: received.scheme };
    const key = await verifyRequest(received.asRequest(changes), options);
    return key?.ownerId?.href ?? null;
  };

  tellInSteps("signatures and proofs", (step) => {
    const kept = {};
    let author;

    step("of a request are verified by Fedify in the one form", async () => {
      author = await world.pia.find(`@${world.ada.handle}`);
      const requests = await knocks();
      assert.deepEqual(schemes(requests), [`${DRAFT} 202`]);
      [kept.draft] = requests;
      assert.equal(await signer(kept.draft), author.id.href);
      assert.equal(await signer(kept.draft, { body: "{}" }), null);
    });

    step("of a request are made in the other form where the first is refused, and at once afterwards", async () => {
      world.fedify.recorder.refused = DRAFT;
      assert.deepEqual(schemes(await knocks()), [`${DRAFT} 401`, `${RFC9421} 202`]);
      const requests = await knocks();
      assert.deepEqual(schemes(requests), [`${RFC9421} 202`]);
      [kept.rfc9421] = requests;
      assert.equal(await signer(kept.rfc9421), author.id.href);
      assert.equal(await signer(kept.rfc9421, { body: "{}" }), null);
    });

    step("of a request are made in the first form again where the other is refused", async () => {
      world.fedify.recorder.refused = RFC9421;
      assert.deepEqual(schemes(await knocks()), [`${RFC9421} 401`, `${DRAFT} 202`]);
      assert.deepEqual(schemes(await knocks()), [`${DRAFT} 202`]);
      world.fedify.recorder.refused = null;
    });

    step("of every activity are verified by Fedify", async () => {
      const { fedify } = world;
      const arrived = fedify.recorder.requests.filter(({ method, status }) => method === "POST" && status === 202);
      for (const { json } of arrived) {
        const verified = await verifyObject(Activity, json, fedify.loaders);
        assert.equal(verified?.actorId.href, json.actor, `${json.type} ${json.id}`);
        assert.equal(await verifyObject(Activity, { ...json, published: CHANGED }, fedify.loaders), null);
      }
      const kinds = new Set(arrived.map(({ json }) => json.type));
      assert.deepEqual([...kinds].sort(), KINDS);
    });

    step("are verified by apsig as well, and those of a recommendation", async () => {
      const actor = await world.fedify.document(author.id);
      const { publicKeyPem: pem, id: keyId } = actor.publicKey;
      const [{ publicKeyMultibase: multikey, id: method }] = actor.assertionMethod;
      const request = ({ url, headers, body }) => ({
        pem, method: "POST", url, headers, body: body.toString("base64"),
      });
      const draft = { do: "verify_draft", ...request(kept.draft) };
      const rfc9421 = { do: "verify_rfc9421", ...request(kept.rfc9421) };
      const [{ json: activity }] = await world.fedify.requestsOf(world.create);
      const proofs = [{ do: "verify_proof", multikey, document: activity }, ...evidenceOf(activity.object.recommendation)];
      assert.deepEqual(
        await apsig.ask(draft, rfc9421, ...proofs),
        [keyId, keyId, ...proofs.map(({ document }) => document.proof.verificationMethod)],
      );
      assert.equal(activity.proof.verificationMethod, method);

      const elsewhere = { url: `${world.fedify.origin}/elsewhere` };
      const changed = [
        { ...draft, body: Buffer.from("{}").toString("base64") },
        { ...draft, ...elsewhere },
        { ...rfc9421, ...elsewhere },
        ...proofs.map((proof) => ({ ...proof, document: { ...proof.document, id: elsewhere.url } })),
      ];
      assert.deepEqual(await apsig.ask(...changed), changed.map(() => null));
    });

    step("of apsig are believed where they cover what is sent", async () => {
      const { ada, pia, vouchwell } = world;
      const status = await ada.post("statuses", { status: "Whoever likes this says so by apsig." });
      const [pem, evidencePem] = await Promise.all(pia.keyPairs.map(({ privateKey }) => toPem(privateKey)));
      const method = `${pia.id.href}#multikey-2`;
      const like = {
        "@context": "https://www.w3.org/ns/activitystreams", id: world.fedify.newId("activities"), type: "Like",
        actor: pia.id, object: status.uri,
      };
      const created = "2026-01-01T00:00:00Z";
      const [proved] = await apsig.ask({ do: "sign_proof", pem: evidencePem, method, created, document: like });
      const post = {
        pem, keyId: `${pia.id.href}#main-key`, url: author.inboxId.href, body: JSON.stringify(proved),
        headers: { host: vouchwell.host, "content-type": "application/activity+json" },
      };
      const signed = await apsig.ask({ do: "sign_rfc9421", ...post }, { do: "sign_draft", ...post });
      const answers = [];
      for (const headers of signed) {
        answers.push(await vouchwell.send("POST", author.inboxId.pathname, { headers, body: post.body }));
      }
      const [withoutBody, whole] = answers;
      assert.equal(withoutBody.status, 401);
      assert.match(withoutBody.text, /must cover the digest of the body/);
      assert.equal(whole.status, 202, whole.text);
      await ada.find("timelines/home", ({ id, favourites_count }) => id === status.id && favourites_count === 1);
    });

    step("of Fedify are believed in both forms, and in the other one where the first was damaged", async () => {
      for (const [first, second] of [[RFC9421, DRAFT], [DRAFT, RFC9421]]) {
        const other = await Fedify.start(first);
        try {
          const noa = await other.person("Noa Levi");
          assert.deepEqual(await follows(noa, world.ben), [`${first} 202`]);
          assert.deepEqual(await follows(noa, world.ada, { damaged: 1 }), [`${first} 401`, `${second} 202`]);
        } finally {
          await other.end();
        }
      }
    });
  });
}

/** Lets a person follow a member; answers how she knocked. */
async function follows(person, member, damage) {
  const followed = await person.find(`@${member.handle}`);
  const knocks = await knocksOf(() => person.act(Follow, followed, followed.id), damage);
  const { id } = await member.get("accounts/verify_credentials");
  await member.find(`accounts/${id}/followers`, ({ acct }) => acct === person.handle);
  return knocks;
}

/** The documents of a recommendation, each with the key of whoever signed it. */
function evidenceOf({ endorsement, attestations, acceptance }) {
  return [endorsement, ...attestations, acceptance].map((document) => ({
    do: "verify_proof", multikey: document.authorKey.replace("did:key:", ""), document,
  }));
}

/** A private key as others read it. */
async function toPem(key) {
  const der = Buffer.from(await crypto.subtle.exportKey("pkcs8", key)).toString("base64");
  return `-----BEGIN PRIVATE KEY-----\n${der.match(/.{1,64}/g).join("\n")}\n-----END PRIVATE KEY-----\n`;
}
