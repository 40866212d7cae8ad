use reqwest::Method;
use serde_json::{Value, json};
use vouchwell_tests::{Member, SOON, eventually, on_both_databases};

const UPDATE: &str = "/api/v1/accounts/update_credentials";

/// Changes the profile by a form, as most apps do.
async fn change(member: &Member, kind: &'static str, body: String) -> Value {
    let request = member.request(Method::PATCH, UPDATE).header("content-type", kind);
    member.send(request.body(body)).await.ok()
}

/// Posts, and says for whom, whether media are hidden and in which language.
async fn written(member: &Member, said: Value) -> (String, Value, Value) {
    let mut post = json!({"status": "As always."});
    for (name, value) in said.as_object().expect("fields") {
        post[name] = value.clone();
    }
    let post = member.post("/api/v1/statuses", &post).await.ok();
    let visibility = post["visibility"].as_str().expect("a visibility").to_owned();
    (visibility, post["sensitive"].clone(), post["language"].clone())
}

fn multipart(parts: &[(&str, &str)]) -> String {
    let written = parts.iter().map(|(name, value)| {
        format!("--part\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    written.collect::<String>() + "--part--\r\n"
}

on_both_databases! {
    /// The same profile, typed in every way in which apps send it, and what comes of it elsewhere.
    async fn a_profile_is_changed_by_form_multipart_and_json(world: World) {
        let instance = world.instance("a").await;
        let ada = instance.member("ada");
        let peer = world.peer("peer").await;
        let fan = peer.actor("fan");
        let follow = fan.activity("Follow", &ada.actor(), &json!(ada.actor()));
        assert_eq!(peer.post(&fan, &format!("{}/inbox", ada.actor()), &follow).await.status, 202);
        peer.wait_for_type("Accept").await;
        let page = format!("https://{}/about", peer.host());
        let back = format!("<a rel=me href=\"{}/@ada\">ada</a>", instance.origin());
        peer.serve_as("/about", 200, &[("content-type", "text/html; charset=utf-8")], &back);

        let form = format!(
            "display_name=Ada&note=Tea+%26+%23books&locked=true&source[privacy]=private&source[language]=de\
             &fields_attributes[0][name]=Site&fields_attributes[0][value]={page}\
             &fields_attributes[1][name]=Town&fields_attributes[1][value]=Bern&unknown=1"
        );
        let own = change(&ada, "application/x-www-form-urlencoded", form).await;
        assert_eq!((&own["display_name"], &own["locked"]), (&json!("Ada"), &json!(true)));
        assert_eq!(own["source"]["note"], "Tea & #books");
        assert_eq!(own["source"]["fields"][0], json!({"name": "Site", "value": page, "verified_at": null}));
        let preferences = ada.get("/api/v1/preferences").await.ok();
        assert_eq!(preferences["posting:default:visibility"], "private");
        assert_eq!(preferences["posting:default:language"], "de");
        assert_eq!(written(&ada, json!({})).await, ("private".to_owned(), json!(false), json!("de")));
        let otherwise = json!({"visibility": "direct", "sensitive": true, "language": "en"});
        assert_eq!(written(&ada, otherwise).await, ("direct".to_owned(), json!(true), json!("en")));

        let update = peer.wait_for_type("Update").await;
        let actor = &update["object"];
        assert_eq!((&actor["id"], &actor["name"]), (&json!(ada.actor()), &json!("Ada")));
        assert_eq!(actor["manuallyApprovesFollowers"], true);
        assert_eq!((&actor["discoverable"], &actor["indexable"]), (&json!(true), &json!(false)));
        assert_eq!(actor["featured"], format!("{}/collections/featured", ada.actor()));
        assert_eq!(actor["interactionPolicy"]["canFeature"], json!({"automaticApproval": [ada.actor()]}));
        let kinds: Vec<&Value> = actor["attachment"].as_array().expect("lines").iter().map(|one| &one["type"]).collect();
        assert_eq!(kinds, ["PropertyValue", "PropertyValue", "VerifiableIdentityStatement"]);
        eventually(SOON, "the page is seen to lead back", async || {
            ada.account().await["fields"][0]["verified_at"].as_str().map(str::to_owned)
        })
        .await;
        let shown = instance.get("/@ada").await;
        assert!(shown.status.is_success() && shown.body.contains(&page), "{shown}");

        let parts = [
            ("note", "By multipart"),
            ("locked", "0"),
            ("bot", "1"),
            ("discoverable", "false"),
            ("fields_attributes[0][name]", "Site"),
            ("fields_attributes[0][value]", &page),
        ];
        let own = change(&ada, "multipart/form-data; boundary=part", multipart(&parts)).await;
        assert_eq!((&own["bot"], &own["locked"], &own["noindex"]), (&json!(true), &json!(false), &json!(true)));
        assert_eq!(own["display_name"], "Ada", "what is left out stays");
        assert!(own["fields"][0]["verified_at"].is_string() && own["fields"][1].is_null(), "{own}");

        let json = json!({"bot": "false", "hide_collections": true, "fields_attributes": [{"name": "a", "value": "b"}],
            "source": {"privacy": "unlisted", "sensitive": "1", "language": ""}});
        let own = change(&ada, "application/json", json.to_string()).await;
        assert_eq!((&own["bot"], &own["fields"][0]["value"]), (&json!(false), &json!("b")));
        let source = &own["source"];
        assert_eq!((&source["privacy"], &source["sensitive"]), (&json!("unlisted"), &json!(true)));
        assert_eq!((&source["language"], &source["hide_collections"]), (&Value::Null, &json!(true)));
        assert_eq!(written(&ada, json!({})).await, ("unlisted".to_owned(), json!(true), Value::Null));
        let followers = peer_reads(&instance, &ada, "followers?page=true").await;
        assert_eq!(followers["orderedItems"], json!([]), "who follows her is hers to know");

        for unfit in [json!({"display_name": "x".repeat(61)}), json!({"source": {"privacy": "direct"}}),
            json!({"source": {"language": "a language"}}), json!({"locked": "perhaps"}),
            json!({"avatar_description": "x".repeat(1_501)}), json!({"show_media": "perhaps"}),
            json!({"attribution_domains": ["paper.example/about"]})] {
            let request = ada.request(Method::PATCH, UPDATE).header("content-type", "application/json");
            ada.send(request.body(unfit.to_string())).await.refused(422);
        }
        parts_are_described_hidden_and_credited(&instance, &ada).await;
        let reader = instance.sign_in("ada", "read");
        let request = reader.request(Method::PATCH, UPDATE);
        assert_eq!(reader.send(request).await.status, 403);
    }
}

async fn peer_reads(instance: &vouchwell_tests::Instance, member: &Member, part: &str) -> Value {
    instance
        .get_activity(&format!("{}/{part}", member.actor()))
        .await
        .ok()
}

/// What the pictures show, what apps leave out, and who may name her as an author.
async fn parts_are_described_hidden_and_credited(instance: &vouchwell_tests::Instance, ada: &Member) {
    let picture = include_bytes!("../../../crates/server/assets/images/touch-icon.png");
    let mut form = b"--part\r\ncontent-disposition: form-data; name=\"avatar\"; filename=\"me.png\"\r\n\
        content-type: image/png\r\n\r\n"
        .to_vec();
    form.extend_from_slice(picture);
    form.extend_from_slice(b"\r\n");
    form.extend_from_slice(
        multipart(&[
            ("avatar_description", " Me, <laughing> "),
            ("header_description", "The sea"),
            ("show_media", "false"),
            ("show_media_replies", "0"),
            ("attribution_domains[]", "https://Paper.example/"),
            ("attribution_domains[]", "blog.example"),
        ])
        .as_bytes(),
    );
    let request = ada
        .request(Method::PATCH, "/api/v1/profile")
        .header("content-type", "multipart/form-data; boundary=part");
    let profile = ada.send(request.body(form)).await.ok();
    let said = |profile: &Value| {
        let members = [
            "avatar_description",
            "header_description",
            "show_media",
            "show_media_replies",
            "show_featured",
        ];
        members.map(|name| profile[name].clone())
    };
    let expected = [
        json!("Me, <laughing>"),
        json!("The sea"),
        json!(false),
        json!(false),
        json!(true),
    ];
    assert_eq!(said(&profile), expected);
    assert_eq!(
        profile["attribution_domains"],
        json!(["paper.example", "blog.example"])
    );
    let own = ada.get("/api/v1/accounts/verify_credentials").await.ok();
    assert_eq!(said(&own), expected);
    assert_eq!(
        own["source"]["attribution_domains"],
        profile["attribution_domains"]
    );
    assert_eq!(said(&ada.account().await), expected);

    let actor = instance.get_activity(&ada.actor()).await.ok();
    assert_eq!(
        (&actor["icon"]["name"], &actor["showMedia"]),
        (&json!("Me, <laughing>"), &json!(false))
    );
    assert_eq!(
        (&actor["showRepliesInMedia"], &actor["showFeatured"]),
        (&json!(false), &json!(true))
    );
    assert_eq!(
        actor["attributionDomains"],
        json!(["paper.example", "blog.example"])
    );
    let page = instance.get("/@ada").await.body;
    assert!(page.contains("alt=\"Me, &#60;laughing&#62;\""), "{page}");

    let left = json!({"show_media": true, "show_featured": false, "attribution_domains": []});
    let own = change(ada, "application/json", left.to_string()).await;
    let expected = [
        json!("Me, <laughing>"),
        json!("The sea"),
        json!(true),
        json!(false),
        json!(false),
    ];
    assert_eq!(
        (said(&own), &own["source"]["attribution_domains"]),
        (expected, &json!([]))
    );
    let own = ada.delete("/api/v1/profile/avatar").await.ok();
    assert_eq!(
        (&own["avatar_description"], &own["header_description"]),
        (&json!(""), &json!("The sea"))
    );
}
