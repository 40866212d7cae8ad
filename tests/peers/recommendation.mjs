// A recommendation goes to a follower at another server, who sees a post of which she can check the proof.

import assert from "node:assert/strict";

import { Create, Delete, Hashtag, Mention, Note, Tombstone, Update } from "@fedify/fedify/vocab";

import { tellInSteps } from "./chapter.mjs";
import { getToKnow, recommend, revise, TEXT } from "./story.mjs";

export function recommendation(world) {
  tellInSteps("a recommendation", (step) => {
    let note;

    step("comes to a follower as a post that mentions its subject", async () => {
      const { ada, ben, pia, fedify } = world;
      await getToKnow(ada, ben);
      world.recommendation = await recommend(ada, ben);
      world.create = await fedify.hasBelieved("a recommendation", (activity) => activity instanceof Create);
      note = await world.create.getObject();
      assert.ok(note instanceof Note);
      const author = await pia.find(`@${ada.handle}`);
      const subject = await pia.find(`@${ben.handle}`);
      assert.equal(note.attributionId.href, author.id.href);
      assert.ok(note.content.toString().includes(TEXT.split(".")[0]), note.content.toString());
      const tags = await Array.fromAsync(note.getTags());
      assert.deepEqual(tags.filter((tag) => tag instanceof Mention).map(({ href }) => href.href), [subject.id.href]);
      assert.deepEqual(
        tags.filter((tag) => tag instanceof Hashtag).map(({ name }) => name.toString()),
        ["#joinery", "#shop_fitting"],
      );
    });

    step("can be asked for where it lives", async () => {
      const { ada, pia } = world;
      const found = await pia.find(note.id);
      assert.equal(found.content.toString(), note.content.toString());
      const author = await pia.find(`@${ada.handle}`);
      const outbox = await author.getOutbox();
      const page = await outbox.getFirst();
      const [first] = await Array.fromAsync(page.getItems());
      assert.equal(first.id.href, world.create.id.href);
    });

    step("is changed when its author revises it and its subject accepts", async () => {
      const { ada, ben, fedify } = world;
      world.recommendation = await revise(ada, ben, world.recommendation, `${TEXT} He still comes when we call.`);
      const isOfNote = (activity) => activity instanceof Update && activity.objectId.href === note.id.href;
      const update = await fedify.hasBelieved("a revision", isOfNote);
      const revised = await update.getObject();
      assert.ok(revised.updated !== null);
      assert.match(revised.content.toString(), /He still comes when we call/);
    });
  });
}

/** Told last, because nothing can be done with it afterwards. */
export function withdrawal(world) {
  tellInSteps("a recommendation that is withdrawn", (step) => {
    step("is gone where it was sent", async () => {
      const { ada, pia, fedify } = world;
      const { id } = await world.create.getObject();
      await ada.call("DELETE", `vouchwell/recommendations/${world.recommendation.id}`);
      const isGone = (activity) => activity instanceof Delete && activity.objectId.href === id.href;
      const gone = await fedify.hasBelieved("a withdrawal", isGone);
      assert.ok((await gone.getObject()) instanceof Tombstone);
      assert.equal(await pia.find(id), null);
    });
  });
}
