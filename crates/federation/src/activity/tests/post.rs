//! Posts of members on their way to others.

use vouchwell_domain::media::{Attachment, Reference, Size};
use vouchwell_domain::message::{Mention, Note};
use vouchwell_domain::poll::{PollOption, Question};
use vouchwell_domain::quote::QuotePolicy;
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
        attachments: Vec::new(),
        question: None,
        quote_policy: QuotePolicy::Nobody,
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
        attachments: vec![Attachment {
            reference: Reference {
                url: "https://a.example/media/1.jpg".parse().unwrap(),
                media_type: "image/jpeg".to_owned(),
                blurhash: Some("LEHV6nWB2yk8pyo0adR*.7kCMdnj".to_owned()),
                size: Some(Size {
                    width: 40,
                    height: 20,
                }),
            },
            description: "a cup".parse().unwrap(),
            focus: "0.5,-0.25".parse().unwrap(),
        }],
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
    let shown = json!([{ "type": "Document", "mediaType": "image/jpeg", "url": "https://a.example/media/1.jpg",
        "name": "a cup", "blurhash": "LEHV6nWB2yk8pyo0adR*.7kCMdnj", "width": 40, "height": 20,
        "focalPoint": [0.5, -0.25] }]);
    assert_eq!(object["attachment"], shown);
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
        addressees: vec!["https://a.example/users/alice/followers".parse().unwrap(), bob()],
        in_reply_to: sent.in_reply_to,
        replies: Vec::new(),
        tags: sent.tags,
        mentions: vec![bob()],
        attachments: sent.attachments,
        emojis: Vec::new(),
        question: sent.question,
        quote: None,
        published: Some("2026-05-01T12:00:00Z".parse().unwrap()),
        updated: None,
    };
    assert_eq!(*read, expected);
}

#[test]
fn a_post_says_who_may_quote_it() {
    let may = |quote_policy| {
        let note = Note {
            quote_policy,
            ..note(Visibility::Public)
        };
        written(&note)["object"]["interactionPolicy"]["canQuote"]["automaticApproval"].clone()
    };
    let followers = "https://a.example/users/alice/followers";
    assert_eq!(may(QuotePolicy::Nobody), json!([alice()]));
    assert_eq!(may(QuotePolicy::Followers), json!([alice(), followers]));
    assert_eq!(may(QuotePolicy::Public), json!([PUBLIC]));
}

#[test]
fn what_a_post_does_not_have_is_left_out() {
    let plain = Note {
        mentions: Vec::new(),
        ..note(Visibility::Public)
    };
    let activity = written(&plain);
    for absent in [
        "summary",
        "updated",
        "inReplyTo",
        "contentMap",
        "tag",
        "attachment",
    ] {
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

/// The files of a Note, as they are read.
fn read_attachments(attachment: Value) -> Vec<Attachment> {
    let mut activity = written(&note(Visibility::Public));
    activity["object"]["attachment"] = attachment;
    match parse(&activity, &alice()) {
        Ok(Received::CreateNote(note)) => note.attachments,
        other => panic!("{other:?} is no Note"),
    }
}

#[test]
fn files_are_read_as_several_programs_write_them() {
    let link = json!({ "type": "Video", "name": "<b>a film</b>", "url": [
        { "type": "Link", "mediaType": "video/mp4", "href": "https://b.example/1.mp4" },
    ]});
    let one = read_attachments(link);
    assert_eq!(
        (one.len(), one[0].reference.media_type.as_str()),
        (1, "video/mp4")
    );
    assert_eq!(one[0].description.as_str(), "a film");
    let bare = read_attachments(json!([{ "type": "Image", "url": "https://b.example/1" }]));
    assert_eq!(bare[0].reference.media_type, "image/*");
}

#[test]
fn what_does_not_fit_of_a_file_is_left_out() {
    let hostile = json!([
        7, null, { "type": "PropertyValue", "name": "a", "value": "b" },
        { "type": "Document", "url": "javascript:alert(1)" }, { "type": "Image" },
        { "type": "Document", "url": "https://b.example/1", "mediaType": "a\r\nb: c", "name": "x".repeat(9_000),
          "blurhash": "L!!", "width": -1, "height": 10, "focalPoint": [2, "x"] },
    ]);
    let read = read_attachments(hostile);
    assert_eq!(read.len(), 1, "{read:?}");
    assert_eq!(read[0].reference.media_type, "application/octet-stream");
    assert_eq!(
        (&read[0].reference.blurhash, read[0].reference.size),
        (&None, None)
    );
    assert_eq!(read[0].description.as_str().len(), 1_500);
    let many = read_attachments(vec![json!({ "type": "Image", "url": "https://b.example/1" }); 90].into());
    assert_eq!(many.len(), 16);
}

fn question() -> Question {
    let option = |title: &str, votes| PollOption {
        title: title.to_owned(),
        votes,
    };
    Question {
        options: vec![option("tea", 3), option("<b>coffee</b> & cake", 0)],
        multiple: true,
        hides_totals: false,
        ends_at: Some("2026-05-02T12:00:00Z".parse().unwrap()),
        closed: None,
        voters: Some(2),
    }
}

#[test]
fn a_question_comes_in_as_it_went_out() {
    let asked = Note {
        question: Some(question()),
        ..note(Visibility::Public)
    };
    let activity = activity(Message::EditPost(Box::new(asked)));
    let object = &activity["object"];
    assert_eq!(
        (&object["type"], &object["endTime"]),
        (&json!("Question"), &json!("2026-05-02T12:00:00Z"))
    );
    let tea = json!({ "type": "Note", "name": "tea", "replies": { "type": "Collection", "totalItems": 3 } });
    assert_eq!((&object["anyOf"][0], &object["votersCount"]), (&tea, &json!(2)));
    assert!(
        object.get("closed").is_none() && object.get("updated").is_none() && object.get("oneOf").is_none()
    );
    let Ok(Received::UpdateNote(read)) = parse(&activity, &alice()) else {
        panic!("{activity} is read as no Note");
    };
    let mut expected = question();
    expected.options[1].title = "coffee & cake".to_owned();
    assert_eq!(read.question, Some(expected));
}

#[test]
fn a_secret_count_is_not_told_and_a_hostile_one_not_believed() {
    let secret = Question {
        hides_totals: true,
        multiple: false,
        ..question()
    };
    let asked = Note {
        question: Some(secret),
        ..note(Visibility::Public)
    };
    let mut activity = written(&asked);
    assert_eq!(activity["object"]["oneOf"][0].get("replies"), None);
    activity["object"]["oneOf"] = json!([7, { "name": "" }, { "name": "a", "replies": { "totalItems": -5 } },
            { "name": "b", "replies": { "totalItems": i64::MAX } }]);
    activity["object"]["votersCount"] = json!("many");
    let Ok(Received::CreateNote(read)) = parse(&activity, &alice()) else {
        panic!("{activity} is read as no Note");
    };
    let read = read.question.unwrap();
    assert_eq!(
        (read.options.len(), read.options[0].votes, read.voters),
        (2, 0, None)
    );
    assert!(
        read.options[1].votes < i64::MAX / 50,
        "all together can be counted"
    );
}

#[test]
fn a_vote_is_a_note_with_a_name_and_no_words() {
    let vote = Message::Vote {
        question: "https://b.example/users/bob/statuses/1".parse().unwrap(),
        option: "tea".to_owned(),
        to: bob(),
    };
    let mut activity = activity(vote.clone());
    assert_eq!(
        (&activity["type"], &activity["object"]["name"]),
        (&json!("Create"), &json!("tea"))
    );
    assert_eq!(
        (&activity["to"], &activity["object"]["to"]),
        (&json!([bob()]), &json!([bob()]))
    );
    assert_eq!(parse(&activity, &alice()), Ok(Received::Message(vote)));
    activity["object"]["attributedTo"] = json!(bob());
    assert_eq!(parse(&activity, &alice()), Err(ActivityError::Foreign));
}
