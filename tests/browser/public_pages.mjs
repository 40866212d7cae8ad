// What everybody may read.

import { eventually } from "./eventually.mjs";
import { getToKnow, recommend } from "./story.mjs";
import { picture, visit } from "./visit.mjs";
import { chapter, open, openAs, world } from "./world.mjs";

export default chapter("public pages", (step) => {
  let bob;
  let published;

  step("have something to show", async () => {
    let carla;
    [bob, carla] = await Promise.all([world.one.member("Bob Okafor"), world.two.member("Carla Janssens")]);
    await getToKnow(bob, carla);
    published = await recommend(carla, bob);
    await bob.post("statuses", { status: "The workshop is open on Saturday. #workshop" });
  });

  step("are about the server and its people", async () => {
    const visitor = await open(world.one);
    await visitor.go("/");
    await visit(visitor, "landing");
    await visitor.go("/about");
    await visit(visitor, "about");
    await visitor.go("/@bob");
    await visit(visitor, "profile");
    await visitor.go("/tags/workshop");
    await visit(visitor, "hashtag");
    await visitor.go("/nowhere");
    await visit(visitor, "not-found", { status: 404 });
  });

  step("show a recommendation with its signatures", async () => {
    const visitor = await open(world.two);
    await visitor.go(published.url);
    await visit(visitor, "recommendation");
    await picture(visitor, "recommendation", 1300);
    await visitor.go("/@carla");
    await visit(visitor, "profile-of-author");
  });

  step("check files", async () => {
    const visitor = await open(world.one);
    const { page } = visitor;
    const bundle = await world.two.send("GET", `${new URL(published.url).pathname}/bundle`);
    const check = async (text) => {
      await visitor.go("/verify");
      const buffer = Buffer.from(text);
      await page.setInputFiles("input[type=file]", { name: "file.json", mimeType: "application/json", buffer });
      await visitor.click("main form button");
    };
    await visitor.go("/verify");
    await visit(visitor, "verify");
    await check(bundle.text);
    await visit(visitor, "verify-valid", { isHarmless: true });
    await check(bundle.text.replace("three weeks", "two weeks"));
    await visit(visitor, "verify-altered", { isHarmless: true });
  });

  step("show it no more once its subject hides it", async () => {
    const other = await world.one.member("Finn Dahl");
    const [owner, stranger] = await Promise.all([openAs(bob), openAs(other)]);
    await owner.go("/recommendations");
    await owner.click('[aria-labelledby="received"] h3 a');
    await owner.click('a[href$="/end"]');
    await visit(owner, "text-hide", { hiddenFrom: stranger });
    await owner.click('main form[method="post"] button');
    await visit(owner, "text-hidden", { hiddenFrom: stranger });
    const shown = async () => (await world.one.send("GET", "/@bob")).text;
    await eventually(
      () => "the text is gone from the profile",
      async () => !(await shown()).includes("built the shelves"),
    );
  });
});
