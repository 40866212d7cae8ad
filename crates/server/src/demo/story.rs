//! The story: Bob and Carla say that they know each other, Bob writes, Carla accepts, everybody can check.

use serde_json::{Value, json};

use super::instance::{HOLD, Instance};
use super::person::Person;
use super::{DemoError, print};

const TEXT: &str = "Carla has kept the books of our workshop for three years. She found the mistake in our stock \
                    that two others had overlooked, and explained it so that I understood it.";

/// Tells it, a line a step.
pub(super) async fn tell(one: &Instance, two: &Instance) -> Result<(), DemoError> {
    let (bob, carla) = tokio::try_join!(one.person("bob"), two.person("carla"))?;
    say(
        1,
        &format!(
            "Bob is a member of one server, Carla of the other: {} and {}",
            bob.page, carla.page
        ),
    );
    get_to_know(&bob, &carla).await?;
    ask(&bob, &carla).await?;
    let id = write(&bob, &carla).await?;
    publish(one, two, &bob, &carla, &id).await
}

async fn get_to_know(bob: &Person, carla: &Person) -> Result<(), DemoError> {
    let said = json!({"acct": bob.handle, "relationship": "worksWith", "known_since": "2021-03"});
    carla.post("acquaintances", &said).await?;
    say(2, "Carla signs that she knows Bob. Her server offers it to his.");
    let offered = bob
        .find("acquaintances?state=asked", "Bob is asked", |_| true)
        .await?;
    let answer = json!({"answer": "yes", "relationship": "worksWith", "known_since": "2021"});
    bob.post(&format!("acquaintances/{}/answer", id(&offered)?), &answer)
        .await?;
    carla
        .find("acquaintances?state=mutual", "Carla knows Bob", |_| true)
        .await?;
    say(
        3,
        "Bob signs that he knows Carla. Now both servers hold both signatures.",
    );
    Ok(())
}

async fn ask(bob: &Person, carla: &Person) -> Result<(), DemoError> {
    carla
        .post(
            "requests",
            &json!({"acct": bob.handle, "topics": ["bookkeeping"]}),
        )
        .await?;
    say(
        4,
        "Carla asks Bob for a recommendation. There is no field for what he should write.",
    );
    let asked = bob
        .find("requests", "Bob sees the request", |entry| entry["mine"] == false)
        .await?;
    bob.post(
        &format!("requests/{}/answer", id(&asked)?),
        &json!({"answer": "write"}),
    )
    .await?;
    Ok(())
}

async fn write(bob: &Person, carla: &Person) -> Result<String, DemoError> {
    let draft = json!({
        "acct": carla.handle, "text": TEXT, "topics": ["bookkeeping"], "language": "en",
        "limitations": "I cannot speak to her knowledge of tax law.",
        "disclosures": ["pays-subject", "was-asked"],
    });
    let draft = id(&bob.post("recommendations", &draft).await?)?;
    bob.post(&format!("recommendations/{draft}/offer"), &json!({}))
        .await?;
    say(
        5,
        "Bob writes, signs and offers the text. Nobody but Carla can see it.",
    );
    let is_offered = |entry: &Value| entry["state"] == "offered";
    let offered = carla
        .find("recommendations?role=subject", "Carla sees the text", is_offered)
        .await?;
    carla
        .post(
            &format!("recommendations/{}/answer", id(&offered)?),
            &json!({"answer": "accept"}),
        )
        .await?;
    say(
        6,
        &format!("Carla accepts it. For {HOLD} s either of them can still pull it without a trace …"),
    );
    Ok(draft)
}

async fn publish(
    one: &Instance,
    two: &Instance,
    bob: &Person,
    carla: &Person,
    draft: &str,
) -> Result<(), DemoError> {
    let is_public = |entry: &Value| entry["state"] == "public";
    let published = bob
        .find("recommendations?role=author", "it is public", is_public)
        .await?;
    let received = carla
        .find(
            "recommendations?role=subject",
            "it is public at Carla's",
            is_public,
        )
        .await?;
    let permalink = published["url"].as_str().unwrap_or_default();
    say(
        7,
        "The recommendation is public, with all four signatures inside, on both servers:",
    );
    for (what, link) in [
        ("its page", permalink),
        ("Bob's page", &bob.page),
        ("Carla's page", &carla.page),
        (
            "at Carla's server",
            &format!("{}/recommendations/{}", two.origin, id(&received)?),
        ),
        (
            "the file to check",
            &format!("{}/recommendations/{draft}/bundle", one.origin),
        ),
        ("where anybody checks", &format!("{}/verify", two.origin)),
    ] {
        print(format_args!("   {what:<22} {link}"));
    }
    Ok(())
}

fn say(step: u32, sentence: &str) {
    print(format_args!("{step}. {sentence}"));
}

fn id(entry: &Value) -> Result<String, DemoError> {
    let id = entry["id"].as_str().map(str::to_owned);
    id.ok_or_else(|| DemoError::Unexpected(format!("an answer has no id: {entry}")))
}
