// Members and people of other servers follow one another.

import assert from "node:assert/strict";

import { Accept, Follow, Undo } from "@fedify/fedify/vocab";

import { tellInSteps } from "./chapter.mjs";

export function following(world) {
  tellInSteps("following", (step) => {
    step("is accepted by a person of Fedify", async () => {
      const { ada, pia, fedify } = world;
      const account = await ada.account(pia.handle);
      assert.equal(account.display_name, pia.name);
      await ada.post(`accounts/${account.id}/follow`);
      const follow = await fedify.hasBelieved("a follow", (activity) => activity instanceof Follow);
      assert.equal(follow.objectId.href, pia.id.href);
      await ada.find(`accounts/relationships?id[]=${account.id}`, ({ following }) => following);
    });

    step("is over when the member says so, in a way that all software reads", async () => {
      const { ada, pia, fedify } = world;
      const { id } = await ada.account(pia.handle);
      const follow = await fedify.hasBelieved("a follow", (activity) => activity instanceof Follow);
      await ada.post(`accounts/${id}/unfollow`);
      const undo = await fedify.hasBelieved("that it is over", (activity) => activity instanceof Undo);
      const [{ json }] = await fedify.requestsOf(undo);
      const actor = follow.actorId.href;
      assert.deepEqual(json.object, { id: follow.id.href, type: "Follow", actor, object: pia.id.href });
      await ada.post(`accounts/${id}/follow`);
      await ada.find(`accounts/relationships?id[]=${id}`, ({ following }) => following);
    });

    step("is accepted by a member", async () => {
      const { ada, pia, fedify } = world;
      const member = await pia.find(`@${ada.handle}`);
      const follow = await pia.act(Follow, member, member.id);
      const isAnswer = (activity) => activity instanceof Accept && activity.objectId.href === follow.id.href;
      const accept = await fedify.hasBelieved("that it may follow", isAnswer);
      const [{ json }] = await fedify.requestsOf(accept);
      assert.equal(json.object.type, "Follow");
      const { id } = await ada.get("accounts/verify_credentials");
      await ada.find(`accounts/${id}/followers`, ({ acct }) => acct === pia.handle);
      const { totalItems } = await (await pia.find(member.id)).getFollowers();
      assert.equal(totalItems, 1);
    });
  });
}
