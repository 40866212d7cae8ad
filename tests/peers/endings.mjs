// Blocks, and accounts that are no more.

import assert from "node:assert/strict";

import { Block, Create, Delete, Follow, Reject, Undo } from "@fedify/fedify/vocab";

import { tellInSteps } from "./chapter.mjs";
import { eventually } from "./eventually.mjs";

export function endings(world) {
  tellInSteps("an ending", (step) => {
    step("is a block by somebody elsewhere, which ends both follows until she takes it back", async () => {
      const { ada, pia } = world;
      const member = await pia.find(`@${ada.handle}`);
      const account = await ada.account(pia.handle);
      const block = await pia.act(Block, member, member.id);
      const isOver = ({ following, followed_by }) => !following && !followed_by;
      await ada.find(`accounts/relationships?id[]=${account.id}`, isOver);

      await pia.act(Undo, member, block);
      await pia.act(Follow, member, member.id);
      await ada.find(`accounts/relationships?id[]=${account.id}`, ({ followed_by }) => followed_by);
    });

    step("is a block by a member, of which nothing is sent but that the follow is over", async () => {
      const { ada, ben, pia, fedify } = world;
      const account = await ada.account(pia.handle);
      const other = await pia.find(`@${ben.handle}`);
      await pia.act(Follow, other, other.id);
      await ada.post(`accounts/${account.id}/block`);
      await fedify.hasBelieved("that a follow is over", (activity) => activity instanceof Reject);
      const unsent = await ada.post("statuses", { status: "Pia does not read this." });
      const sent = await ben.post("statuses", { status: "Pia reads this." });
      await fedify.hasBelieved("the other post", isCreateOf(sent));
      assert.ok(!fedify.believed.some(isCreateOf(unsent)));
      assert.ok(!fedify.recorder.requests.some((received) => received.brings("Block")));
    });

    step("is an account elsewhere that is deleted", async () => {
      const { ada, fedify } = world;
      const noa = await fedify.person("Noa Levi");
      const member = await noa.find(`@${ada.handle}`);
      const { id } = await ada.get("accounts/verify_credentials");
      const follows = async () =>
        (await ada.get(`accounts/${id}/followers`)).some(({ acct }) => acct === noa.handle);
      await noa.act(Follow, member, member.id);
      await eventually(() => "she follows", follows);
      noa.isDeleted = true;
      await noa.act(Delete, member, noa.id);
      await eventually(() => "she follows no more", async () => !(await follows()));
    });

    step("is a member who deletes her account", async () => {
      const { ben, fedify, pia, vouchwell } = world;
      const { id } = await pia.find(`@${ben.handle}`);
      await vouchwell.command("account", "delete", ben.name, "--yes");
      const isGone = (activity) => activity instanceof Delete && activity.objectId.href === id.href;
      await fedify.hasBelieved("that a member is gone", isGone);
      assert.equal(await pia.find(id), null);
    });
  });
}

function isCreateOf({ uri }) {
  return (activity) => activity instanceof Create && activity.objectId.href === uri;
}
