//! Posts of members on their way to others.

use vouchwell_domain::message::{Mention, Note};
use vouchwell_domain::status::Visibility;

use super::*;

const FOLLOWERS: &str = "https://a.example/users/alice/followers";

fn note(visibility: Visibility) -> Note {
    Note {
        uri: "https://a.example/users/alice/statuses/1".parse().unwrap(),
        url: "https://a.example/@alice/1".parse().unwrap(),
        content: "<p>Tea?</p>".to_owned(),
        spoiler: String::new(),
        sensitive: false,
        language: None,
        visibility,
        in_reply_to: None,
        tags: Vec::new(),
        mentions: vec![Mention {
            actor: bob(),
            handle: "bob@b.example".to_owned(),
        }],
        published: "2026-05-01T12:00:00Z".parse().unwrap(),
        updated: None,
    }
}

fn written(note: &Note) -> Value {
    activity(Message::Post(Box::new(note.clone())))
}

fn activity(message: Message) -> Value {
    let envelope = Envelope {
        id: uri("1"),
        from: alice(),
        message,
    };
    let sender = account();
    let writing = Writing {
        sender: &sender,
        subject: None,
    };
    build(&envelope, writing).unwrap()
}

#[test]
fn each_visibility_is_addressed_as_other_servers_read_it() {
    let bob = bob().to_string();
    for (visibility, to, cc) in [
        (Visibility::Public, json!([PUBLIC]), json!([FOLLOWERS, bob])),
        (Visibility::Unlisted, json!([FOLLOWERS]), json!([PUBLIC, bob])),
        (Visibility::Private, json!([FOLLOWERS]), json!([bob])),
        (Visibility::Direct, json!([bob]), json!([])),
    ] {
        let activity = written(&note(visibility));
        for place in [&activity, &activity["object"]] {
            assert_eq!((&place["to"], &place["cc"]), (&to, &cc), "{visibility:?}");
        }
        let Ok(Received::CreateNote(read)) = parse(&activity, &alice()) else {
            panic!("{activity} is read as no Note");
        };
        assert_eq!(read.visibility, visibility);
    }
}

#[test]
fn a_post_comes_in_as_it_went_out() {
    let sent = Note {
        content: "<p><span class=\"h-card\"><a href=\"https://b.example/@bob\" class=\"u-url mention\" \
                  rel=\"nofollow noopener noreferrer\">@<span>bob</span></a></span> tea &amp; cake?</p>"
            .to_owned(),
        spoiler: "food & drink".to_owned(),
        sensitive: true,
        language: Some("en".to_owned()),
        in_reply_to: Some("https://b.example/notes/1".parse().unwrap()),
        tags: vec!["tea".to_owned(), "straße".to_owned()],
        ..note(Visibility::Public)
    };
    let activity = written(&sent);
    assert_eq!(
        (&activity["type"], &activity["actor"]),
        (&json!("Create"), &json!(alice()))
    );
    assert_eq!(activity["published"], json!("2026-05-01T12:00:00Z"));
    let object = &activity["object"];
    assert_eq!(object["type"], json!("Note"));
    assert_eq!(object["contentMap"], json!({ "en": sent.content }));
    assert_eq!(object["tag"][0]["name"], json!("@bob@b.example"));
    assert_eq!(
        object["tag"][2]["href"],
        json!("https://a.example/tags/stra%C3%9Fe")
    );
    let quotes = json!({ "canQuote": { "automaticApproval": [alice()] } });
    assert_eq!(object["interactionPolicy"], quotes);
    assert_eq!(object.get("@context"), None, "the activity has it");
    let Ok(Received::CreateNote(read)) = parse(&activity, &alice()) else {
        panic!("{activity} is read as no Note");
    };
    let expected = vouchwell_service::status::RemoteNote {
        uri: sent.uri,
        url: sent.url,
        content: sent.content,
        spoiler: sent.spoiler,
        sensitive: sent.sensitive,
        language: sent.language,
        visibility: sent.visibility,
        in_reply_to: sent.in_reply_to,
        tags: sent.tags,
        mentions: vec![bob()],
        published: Some("2026-05-01T12:00:00Z".parse().unwrap()),
        updated: None,
    };
    assert_eq!(*read, expected);
}

#[test]
fn what_a_post_does_not_have_is_left_out() {
    let plain = Note {
        mentions: Vec::new(),
        ..note(Visibility::Public)
    };
    let activity = written(&plain);
    for absent in ["summary", "updated", "inReplyTo", "contentMap", "tag"] {
        assert_eq!(activity["object"].get(absent), None, "{absent}");
    }
    assert_eq!(activity["object"]["sensitive"], json!(false));
}

#[test]
fn an_edit_is_an_update_of_the_same_note() {
    let edited = Note {
        updated: Some("2026-05-01T13:00:00Z".parse().unwrap()),
        ..note(Visibility::Private)
    };
    let activity = activity(Message::EditPost(Box::new(edited)));
    assert_eq!(activity["published"], json!("2026-05-01T13:00:00Z"));
    assert_eq!(activity["type"], json!("Update"));
    assert_eq!(activity["object"]["published"], json!("2026-05-01T12:00:00Z"));
    assert_eq!(activity["object"]["updated"], json!("2026-05-01T13:00:00Z"));
    assert!(matches!(parse(&activity, &alice()), Ok(Received::UpdateNote(_))));
}
