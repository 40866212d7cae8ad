// What somebody of another server does with the posts of a member, and the other way round.

import assert from "node:assert/strict";

import {
  Announce, Create, Delete, Like, Mention, Note, Tombstone, Undo, Update,
} from "@fedify/fedify/vocab";
import { Temporal } from "@js-temporal/polyfill";

import { tellInSteps } from "./chapter.mjs";
import { eventually } from "./eventually.mjs";

const isOf = (Kind, object) => (activity) => activity instanceof Kind && activity.objectId?.href === object.href;

export function answers(world) {
  tellInSteps("what somebody elsewhere answers to a recommendation", (step) => {
    let author;
    let target;
    let reply;
    let status;

    /** The recommendation as its author sees it, once it fits. */
    const becomes = (what, fits) => {
      const { ada } = world;
      return eventually(() => what, async () => fits(await ada.get(`statuses/${status}`)));
    };
    const replies = async () => (await world.ada.get(`statuses/${status}/context`)).descendants;
    const isNotified = (type) =>
      world.ada.find("notifications", (one) => one.type === type && one.account.acct === world.pia.handle);

    step("stands in the thread when it is a reply", async () => {
      const { ada, pia } = world;
      status = world.recommendation.status_id;
      author = await pia.find(`@${ada.handle}`);
      target = world.create.objectId;
      reply = await pia.post(author, "<p>Our shelves are his as well.</p>", target);
      const [shown] = await eventually(() => "the reply is in the thread", async () => {
        const found = await replies();
        return found.length > 0 && found;
      });
      assert.equal(shown.uri, reply.id.href);
      assert.equal(shown.content, "<p>Our shelves are his as well.</p>");
      assert.equal(shown.account.acct, pia.handle);
      assert.equal(shown.in_reply_to_id, status);
    });

    step("is counted when it is a like or a boost", async () => {
      const { pia } = world;
      const like = await pia.act(Like, author, target);
      const boost = await pia.act(Announce, author, target);
      await becomes("both are counted", (shown) => shown.favourites_count === 1 && shown.reblogs_count === 1);
      await isNotified("favourite");
      await isNotified("reblog");
      await pia.act(Undo, author, like);
      await pia.act(Undo, author, boost);
      await becomes("neither is counted", (shown) => shown.favourites_count === 0 && shown.reblogs_count === 0);
    });

    step("changes when it is edited, and goes when it is deleted", async () => {
      const { pia } = world;
      await pia.act(Update, author, reply.clone({ content: "<p>Our doors too.</p>", updated: Temporal.Now.instant() }));
      await eventually(() => "the reply is edited", async () => {
        const [shown] = await replies();
        return shown.content === "<p>Our doors too.</p>" && shown.edited_at !== null;
      });
      await pia.act(Delete, author, new Tombstone({ id: reply.id }));
      await eventually(() => "the reply is gone", async () => (await replies()).length === 0);
    });

    step("has the name that she gives herself later", async () => {
      const { ada, pia, fedify } = world;
      pia.name = "Pia Moreau-Roux";
      await pia.act(Update, author, await pia.actor(fedify.context));
      await eventually(() => "the name is new", async () => (await ada.account(pia.handle)).display_name === pia.name);
    });
  });

  tellInSteps("what a member and somebody elsewhere read of each other and answer", (step) => {
    let author;
    let post;
    let shown;

    step("reaches her when it is a reply", async () => {
      const { ada, pia, fedify } = world;
      author = await pia.find(`@${ada.handle}`);
      post = await pia.post(author, "<p>Who knows a locksmith?</p>");
      shown = await ada.find("timelines/home", ({ uri }) => uri === post.id.href);
      const status = await ada.post("statuses", { status: `@${pia.handle} Ask Ben.`, in_reply_to_id: shown.id });
      const isReply = (activity) => isOf(Create, new URL(status.uri))(activity);
      const create = await fedify.hasBelieved("a reply", isReply);
      const reply = await create.getObject();
      assert.ok(reply instanceof Note);
      assert.equal(reply.replyTargetId.href, post.id.href);
      const tags = await Array.fromAsync(reply.getTags());
      assert.deepEqual(tags.map(({ href }) => href.href), [pia.id.href]);
      assert.ok(tags[0] instanceof Mention);

      await ada.call("PUT", `statuses/${status.id}`, { status: `@${pia.handle} Ask Ben Torp.` });
      const update = await fedify.hasBelieved("an edit", isOf(Update, new URL(status.uri)));
      assert.match((await update.getObject()).content.toString(), /Ask Ben Torp/);

      await ada.call("DELETE", `statuses/${status.id}`);
      await fedify.hasBelieved("a deletion", isOf(Delete, new URL(status.uri)));
      assert.equal(await pia.find(status.uri), null);
    });

    step("reaches her when it is a like or a boost", async () => {
      const { ada, fedify } = world;
      for (const [does, Kind, undoes] of [["favourite", Like, "unfavourite"], ["reblog", Announce, "unreblog"]]) {
        await ada.post(`statuses/${shown.id}/${does}`);
        const done = await fedify.hasBelieved(`a ${does}`, isOf(Kind, post.id));
        await ada.post(`statuses/${shown.id}/${undoes}`);
        await fedify.hasBelieved(`an ${undoes}`, isOf(Undo, done.id));
      }
    });

    step("carries the name that a member gives herself later", async () => {
      const { ada, pia, fedify } = world;
      await ada.call("PATCH", "accounts/update_credentials", { display_name: "Ada Lund-Berg" });
      const isNamed = async (activity) => (await activity.getObject()).name.toString() === "Ada Lund-Berg";
      const update = await fedify.hasBelieved("another name", isOf(Update, author.id));
      assert.ok(await isNamed(update));
      assert.equal((await pia.find(author.id)).name.toString(), "Ada Lund-Berg");
    });

    step("is found by its address, also where nobody may read who does not sign", async () => {
      const { ada, pia, fedify } = world;
      const { id, content } = pia.write("<p>Only those who say who they are read this.</p>");
      fedify.isSecure = true;
      assert.equal(await fedify.context.lookupObject(id), null);
      const { statuses } = await ada.get(`/api/v2/search?resolve=true&q=${encodeURIComponent(id.href)}`);
      fedify.isSecure = false;
      assert.deepEqual(statuses.map((status) => status.content), [content]);
    });

    step("is read by her and by nobody else when it is for followers", async () => {
      const { ada, pia, fedify } = world;
      const { uri } = await ada.post("statuses", { status: "We close at noon.", visibility: "private" });
      await fedify.hasBelieved("a post for followers", isOf(Create, new URL(uri)));
      assert.match((await pia.find(uri)).content.toString(), /We close at noon/);
      assert.equal(await fedify.context.lookupObject(uri), null);
    });
  });
}
