//! What goes out comes in as the same.

use serde_json::json;
use vouchwell_domain::message::{AcceptResult, Announce, Envelope, Message};
use vouchwell_domain::status::Visibility;
use vouchwell_evidence::ActorUri;
use vouchwell_tests::expect_one_type;

use super::*;

mod custom_emoji;
mod handshake;
mod post;

use handshake::{DIGITS, invite, offer};

fn alice() -> ActorUri {
    "https://a.example/users/alice".parse().unwrap()
}

fn bob() -> ActorUri {
    "https://b.example/users/bob".parse().unwrap()
}

fn uri(name: &str) -> ObjectUri {
    format!("https://a.example/activities/{name}").parse().unwrap()
}

/// The account of Alice, as another server learns of it.
fn account() -> Account {
    let document = json!({
        "id": alice(), "type": "Person", "preferredUsername": "alice",
        "inbox": "https://a.example/users/alice/inbox",
        "followers": "https://a.example/users/alice/followers",
    });
    let actor = crate::actor::parse(&document, &alice()).unwrap();
    let now = "2026-05-01T12:00:00Z".parse().unwrap();
    Account {
        id: vouchwell_domain::identifier::AccountId::from_number(1),
        uri: actor.uri,
        name: actor.name,
        home: vouchwell_domain::account::Home::Elsewhere(actor.host),
        kind: actor.kind,
        profile: actor.profile,
        endpoints: actor.endpoints,
        request_key: None,
        evidence_key: None,
        understands_recommendations: true,
        created_at: now,
        first_seen_at: now,
        fetched_at: now,
        refresh_failed_at: None,
        gone_at: None,
    }
}

fn boost(visibility: Visibility) -> Announce {
    Announce {
        object: "https://b.example/notes/1".parse().unwrap(),
        author: bob(),
        visibility,
        published: Some("2026-05-01T12:00:00Z".parse().unwrap()),
    }
}

fn messages() -> Vec<Message> {
    let (object, to) = (uri("offer"), bob());
    let content = Some("let's meet first & <talk>".to_owned());
    vec![
        Message::Follow { target: bob() },
        Message::AcceptFollow {
            follow: "https://b.example/follows/1".parse().unwrap(),
            follower: bob(),
        },
        Message::RejectFollow {
            follow: "https://b.example/follows/1".parse().unwrap(),
            follower: bob(),
        },
        Message::UndoFollow {
            follow: uri("follow"),
            target: bob(),
        },
        Message::Accept {
            object: object.clone(),
            to: to.clone(),
            result: AcceptResult::Nothing,
        },
        Message::Reject {
            object: object.clone(),
            to: to.clone(),
            content: content.clone(),
        },
        Message::Reject {
            object: object.clone(),
            to: to.clone(),
            content: None,
        },
        Message::TentativeAccept {
            object: object.clone(),
            to: to.clone(),
            content: content.clone(),
            end_time: None,
        },
        Message::TentativeAccept {
            object: object.clone(),
            to: to.clone(),
            content: None,
            end_time: Some("2026-05-02T12:00:00Z".parse().unwrap()),
        },
        Message::TentativeReject {
            object: object.clone(),
            to: to.clone(),
            content: "the year\nis 2024".to_owned(),
        },
        Message::Undo {
            object: object.clone(),
            to: to.clone(),
        },
        Message::Like {
            object: uri("note"),
            to: to.clone(),
        },
        Message::UndoLike {
            like: uri("like"),
            object: uri("note"),
            to: to.clone(),
        },
        Message::Announce(boost(Visibility::Public)),
        Message::Announce(boost(Visibility::Unlisted)),
        Message::Announce(boost(Visibility::Private)),
        Message::UndoAnnounce {
            id: uri("announce"),
            announce: boost(Visibility::Public),
        },
        invite(content, None),
        invite(None, Some(uri("invite"))),
        offer(None),
        offer(Some(DIGITS)),
        Message::Delete {
            object,
            withdrawals: Vec::new(),
        },
        Message::UpdateAccount,
        Message::DeleteAccount {
            withdrawals: Vec::new(),
        },
    ]
}

#[test]
fn every_message_is_read_as_it_was_written() {
    let sender = account();
    for message in messages() {
        let envelope = Envelope {
            id: uri("1"),
            from: alice(),
            message: message.clone(),
        };
        let activity = build(
            &envelope,
            Writing {
                sender: &sender,
                subject: None,
            },
        )
        .unwrap();
        assert_eq!(activity["actor"], json!(alice()));
        expect_one_type(&activity);
        assert_eq!(
            parse(&activity, &alice()),
            Ok(Received::Message(message)),
            "{activity}"
        );
    }
}

#[test]
fn a_report_is_read_as_it_was_written() {
    let objects = vec![bob().as_str().parse().unwrap(), uri("1")];
    let envelope = Envelope {
        id: uri("2"),
        from: alice(),
        message: Message::Flag {
            objects: objects.clone(),
            to: bob(),
            content: "sells followers".to_owned(),
        },
    };
    let sender = account();
    let writing = Writing {
        sender: &sender,
        subject: None,
    };
    let flag = build(&envelope, writing).unwrap();
    assert_eq!(flag["to"], json!([bob()]));
    let expected = Flag {
        objects,
        content: "sells followers".to_owned(),
    };
    assert_eq!(parse(&flag, &alice()), Ok(Received::Flag(expected)));
}

#[test]
fn a_block_is_never_written() {
    let envelope = Envelope {
        id: uri("1"),
        from: alice(),
        message: Message::Block { target: bob() },
    };
    assert_eq!(
        build(
            &envelope,
            Writing {
                sender: &account(),
                subject: None
            }
        ),
        None
    );
}

#[test]
fn nobody_speaks_for_somebody_else() {
    let note = json!({
        "id": "https://b.example/notes/1", "type": "Note", "attributedTo": bob(), "content": "hello",
        "to": PUBLIC,
    });
    for kind in ["Create", "Update"] {
        let mut activity = json!({ "id": uri("1"), "type": kind, "actor": alice(), "object": note });
        assert_eq!(parse(&activity, &alice()), Err(ActivityError::Foreign));
        activity["object"]["attributedTo"] = json!(alice());
        assert_eq!(
            parse(&activity, &alice()),
            Err(ActivityError::Foreign),
            "the id is on another server"
        );
        activity["object"]["id"] = json!("https://a.example/notes/1");
        assert!(matches!(
            parse(&activity, &alice()),
            Ok(Received::CreateNote(_) | Received::UpdateNote(_))
        ));
    }
    let update = json!({
        "id": uri("1"), "type": "Update", "actor": alice(),
        "object": { "id": bob(), "type": "Person" },
    });
    assert_eq!(parse(&update, &alice()), Err(ActivityError::Foreign));
}

#[test]
fn answers_of_other_servers_are_addressed_by_what_they_embed() {
    let accept = json!({
        "id": "https://b.example/accepts/1", "type": "Accept", "actor": bob(),
        "object": { "id": uri("follow"), "type": "Follow", "actor": alice(), "object": bob() },
    });
    let expected = Message::AcceptFollow {
        follow: uri("follow"),
        follower: alice(),
    };
    assert_eq!(parse(&accept, &bob()), Ok(Received::Message(expected)));
    let mut reject = accept;
    reject["type"] = json!("Reject");
    let expected = Message::RejectFollow {
        follow: uri("follow"),
        follower: alice(),
    };
    assert_eq!(parse(&reject, &bob()), Ok(Received::Message(expected)));
    let undo = json!({
        "id": "https://b.example/undos/1", "type": "Undo", "actor": bob(),
        "object": { "id": "https://b.example/follows/1", "type": "Follow", "actor": bob(), "object": alice() },
    });
    let expected = Message::UndoFollow {
        follow: "https://b.example/follows/1".parse().unwrap(),
        target: alice(),
    };
    assert_eq!(parse(&undo, &bob()), Ok(Received::Message(expected)));
}

/// As Pixelfed and GoToSocial read them.
#[test]
fn answers_to_a_follow_and_its_undo_embed_it() {
    let follow = uri("follow");
    let written = |message| {
        let (account, envelope) = (
            account(),
            Envelope {
                id: uri("1"),
                from: alice(),
                message,
            },
        );
        let writing = Writing {
            sender: &account,
            subject: None,
        };
        let activity = build(&envelope, writing).unwrap();
        assert_eq!(
            (&activity["actor"], &activity["to"]),
            (&json!(alice()), &json!([bob()]))
        );
        json!([activity["type"], activity["object"]])
    };
    let by =
        |follower, followed| json!({ "id": follow, "type": "Follow", "actor": follower, "object": followed });
    let (of_bob, of_alice) = (by(bob(), alice()), by(alice(), bob()));
    let accept = Message::AcceptFollow {
        follow: follow.clone(),
        follower: bob(),
    };
    assert_eq!(written(accept), json!(["Accept", of_bob]));
    let reject = Message::RejectFollow {
        follow: follow.clone(),
        follower: bob(),
    };
    assert_eq!(written(reject), json!(["Reject", of_bob]));
    let undo = Message::UndoFollow {
        follow: follow.clone(),
        target: bob(),
    };
    assert_eq!(written(undo), json!(["Undo", of_alice]));
}

#[test]
fn likes_of_other_servers_are_read_whatever_they_add() {
    let note: ObjectUri = "https://a.example/notes/1".parse().unwrap();
    let expected = Received::Message(Message::Like {
        object: note.clone(),
        to: bob(),
    });
    let bare = json!({ "id": "https://b.example/likes/1", "type": "Like", "actor": bob(), "object": note });
    assert_eq!(parse(&bare, &bob()), Ok(expected.clone()));
    let mut reaction = bare.clone();
    reaction["content"] = json!(":blobcat:");
    reaction["_misskey_reaction"] = json!(":blobcat:");
    reaction["tag"] = json!([{ "type": "Emoji", "name": ":blobcat:" }]);
    assert_eq!(parse(&reaction, &bob()), Ok(expected.clone()));
    let mut embedding = bare.clone();
    embedding["object"] = json!({ "id": note, "type": "Note", "attributedTo": alice() });
    assert_eq!(parse(&embedding, &bob()), Ok(expected));
    let mut emoji = reaction.clone();
    emoji["type"] = json!("EmojiReact");
    assert_eq!(parse(&emoji, &bob()), Ok(Received::Ignored));

    let undo = json!({ "id": "https://b.example/undos/1", "type": "Undo", "actor": bob(), "object": bare });
    let expected = Message::UndoLike {
        like: "https://b.example/likes/1".parse().unwrap(),
        object: note,
        to: bob(),
    };
    assert_eq!(parse(&undo, &bob()), Ok(Received::Message(expected)));
    let mut of_another = undo;
    of_another["object"]["actor"] = json!(alice());
    assert_eq!(parse(&of_another, &bob()), Err(ActivityError::Foreign));
}

/// How a boost by Alice of what Bob wrote is addressed.
fn addressed(visibility: Visibility) -> (Value, Value) {
    let envelope = Envelope {
        id: uri("1"),
        from: alice(),
        message: Message::Announce(boost(visibility)),
    };
    let writing = Writing {
        sender: &account(),
        subject: None,
    };
    let activity = build(&envelope, writing).unwrap();
    (activity["to"].clone(), activity["cc"].clone())
}

#[test]
fn a_boost_is_addressed_to_those_who_may_see_it_and_to_the_author() {
    let followers = "https://a.example/users/alice/followers";
    let author = json!(bob());
    assert_eq!(
        addressed(Visibility::Public),
        (json!([PUBLIC]), json!([followers, author]))
    );
    assert_eq!(
        addressed(Visibility::Unlisted),
        (json!([followers]), json!([PUBLIC, author]))
    );
    assert_eq!(
        addressed(Visibility::Private),
        (json!([followers]), json!([author]))
    );
}

#[test]
fn announces_of_other_servers_are_read_by_the_id_of_what_they_point_at() {
    let note: ObjectUri = "https://a.example/notes/1".parse().unwrap();
    let expected = Announce {
        object: note.clone(),
        author: alice(),
        visibility: Visibility::Public,
        published: Some("2026-05-01T12:00:00Z".parse().unwrap()),
    };
    let bare = json!({
        "id": "https://b.example/announces/1/activity", "type": "Announce", "actor": bob(), "object": note,
        "published": "2026-05-01T14:00:00.123+02:00", "to": [PUBLIC],
        "cc": ["https://b.example/users/bob/followers", alice()],
    });
    let read = |activity: &Value| match parse(activity, &bob()) {
        Ok(Received::Message(Message::Announce(announce))) => announce,
        other => panic!("{other:?}"),
    };
    assert_eq!(read(&bare), expected);
    let mut embedding = bare.clone();
    embedding["object"] = json!({
        "id": note, "type": "Note", "attributedTo": alice(), "content": "words that nobody wrote",
    });
    assert_eq!(read(&embedding), expected, "what is embedded is not read");
    let mut terse = bare.clone();
    (terse["to"], terse["cc"]) = (json!("as:Public"), json!(null));
    let nobody_named = Announce {
        author: bob(),
        ..expected.clone()
    };
    assert_eq!(read(&terse), nobody_named);

    let undo = json!({ "id": "https://b.example/undos/1", "type": "Undo", "actor": bob(), "object": bare });
    let undone = Message::UndoAnnounce {
        id: "https://b.example/announces/1/activity".parse().unwrap(),
        announce: expected,
    };
    assert_eq!(parse(&undo, &bob()), Ok(Received::Message(undone)));
    let mut of_another = undo;
    of_another["object"]["actor"] = json!(alice());
    assert_eq!(parse(&of_another, &bob()), Err(ActivityError::Foreign));
}

#[test]
fn a_fetched_note_is_believed_at_its_own_id_and_for_an_account_of_its_server() {
    let id: ObjectUri = "https://a.example/notes/1".parse().unwrap();
    let note = json!({ "id": id, "type": "Note", "attributedTo": alice(), "content": "hello", "to": PUBLIC });
    let (author, received) = fetched(&note, &id).unwrap();
    assert_eq!(author, alice());
    assert!(matches!(received, Received::CreateNote(read) if read.uri == id));
    let elsewhere = "https://a.example/notes/2".parse().unwrap();
    assert!(fetched(&note, &elsewhere).is_err());
    for (name, value) in [
        ("attributedTo", json!(bob())),
        ("type", json!("Create")),
        ("type", json!("Person")),
    ] {
        let mut wrong = note.clone();
        wrong[name] = value;
        assert!(fetched(&wrong, &id).is_err(), "{wrong}");
    }
}

#[test]
fn members_of_wrong_types_are_refused_without_a_crash() {
    let wrong = [
        json!(null),
        json!(1),
        json!([]),
        json!({}),
        json!("not a url"),
        json!([[{}]]),
        json!(true),
    ];
    for kind in [
        "Follow",
        "Accept",
        "Reject",
        "TentativeAccept",
        "TentativeReject",
        "Undo",
        "Offer",
        "Invite",
        "Delete",
        "Block",
        "Like",
        "Announce",
        "Move",
    ] {
        for value in &wrong {
            let activity = json!({
                "id": uri("1"), "type": kind, "actor": alice(), "object": value, "to": value, "target": value,
                "result": value, "content": value, "topics": value, "published": value, "endTime": value,
            });
            let parsed = parse(&activity, &alice());
            assert!(
                matches!(parsed, Err(_) | Ok(Received::Ignored)),
                "{kind} with {value}: {parsed:?}"
            );
        }
    }
}

#[test]
fn only_the_account_that_is_left_says_where_it_went() {
    let moved = Message::Move { target: bob() };
    let writing = Writing {
        sender: &account(),
        subject: None,
    };
    let envelope = Envelope {
        id: uri("1"),
        from: alice(),
        message: moved.clone(),
    };
    let activity = build(&envelope, writing).unwrap();
    assert_eq!(activity["to"], json!(["https://a.example/users/alice/followers"]));
    assert_eq!(parse(&activity, &alice()), Ok(Received::Message(moved)));
    let mut of_another = activity;
    of_another["actor"] = json!(bob());
    assert_eq!(parse(&of_another, &bob()), Err(ActivityError::Foreign));
}

#[test]
fn a_type_is_one_text() {
    for kind in [
        json!(["Follow"]),
        json!(null),
        json!({}),
        json!("Dislike"),
        json!("Listen"),
    ] {
        let activity = json!({ "id": uri("1"), "type": kind, "actor": alice(), "object": bob() });
        assert_eq!(parse(&activity, &alice()), Ok(Received::Ignored));
    }
}
