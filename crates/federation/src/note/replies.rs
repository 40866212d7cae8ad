//! What a Note says that answers it.

use vouchwell_domain::identifier::ObjectUri;

use crate::activity::{Fields, id};

/// Answers that one Note can name. Mastodon names five of its author.
const REPLIES: usize = 5;

/// The first answers that are listed in a Note itself and are of its own server. A list or a page that it names by an
/// address stays there.
pub(super) fn read(note: Fields<'_>, uri: &ObjectUri) -> Vec<ObjectUri> {
    let collection = note.object("replies");
    let page = collection.and_then(|collection| collection.object("first"));
    let listed = [page, collection]
        .into_iter()
        .flatten()
        .flat_map(|list| list.list("items"));
    let mut replies = Vec::new();
    for reply in listed.filter_map(id::<ObjectUri>) {
        let is_new = reply != *uri && !replies.contains(&reply);
        if is_new && reply.origin() == uri.origin() {
            replies.push(reply);
        }
        if replies.len() == REPLIES {
            break;
        }
    }
    replies
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::read;
    use crate::activity::Fields;

    fn named(replies: Value) -> Vec<String> {
        let note = json!({ "replies": replies });
        let uri = "https://a.example/notes/0".parse().unwrap();
        let replies = read(Fields::of(&note).unwrap(), &uri);
        replies.iter().map(ToString::to_string).collect()
    }

    fn address(number: usize) -> String {
        format!("https://a.example/notes/{number}")
    }

    #[test]
    fn what_a_note_lists_itself_is_read_however_it_is_listed() {
        let (one, two) = (json!(address(1)), json!({"type": "Note", "id": address(2)}));
        let page = |items: Value| json!({"type": "CollectionPage", "next": "https://a.example/more", "items": items});
        for (replies, count) in [
            (json!({"type": "Collection", "first": page(json!([one, two]))}), 2),
            (json!({"type": "Collection", "items": [one, two]}), 2),
            (
                json!({"type": "Collection", "first": page(one.clone()), "items": two}),
                2,
            ),
            (json!({"first": page(json!([one, one]))}), 1),
            (
                json!({"first": "https://a.example/notes/0/replies?page=1", "items": one}),
                1,
            ),
        ] {
            let expected: Vec<String> = (1..=count).map(address).collect();
            assert_eq!(named(replies.clone()), expected, "{replies}");
        }
    }

    #[test]
    fn only_five_others_of_its_own_server_count() {
        let foreign = [
            "http://a.example/notes/1",
            "https://a.example:8443/notes/1",
            "https://b.a.example/notes/1",
            "https://b.example/notes/1",
            "https://a.example/notes/0",
        ];
        let listed = foreign.into_iter().map(str::to_owned);
        let many: Vec<String> = listed.chain((1..1_000).map(address)).collect();
        let expected: Vec<String> = (1..=5).map(address).collect();
        assert_eq!(named(json!({"first": {"items": many}})), expected);
    }

    #[test]
    fn what_stands_elsewhere_or_is_no_list_is_not_read() {
        for replies in [
            json!("https://a.example/notes/0/replies"),
            json!({"type": "Collection", "first": "https://a.example/notes/0/replies?page=1"}),
            json!({"type": "CollectionPage", "next": "https://a.example/notes/0/replies?page=2"}),
            json!([{"items": [address(1)]}]),
            json!({"first": [{"items": [address(1)]}]}),
            json!({"items": [7, null, true, [address(1)], {"id": 7}, {"id": {"id": address(1)}}, "notes/1", ""]}),
            json!({"items": {"items": [address(1)]}}),
            json!(7),
            Value::Null,
        ] {
            assert_eq!(named(replies.clone()), Vec::<String>::new(), "{replies}");
        }
    }
}
