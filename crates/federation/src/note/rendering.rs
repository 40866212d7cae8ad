//! A recommendation as HTML for servers that know nothing of evidence (protocol §7). The same evidence
//! always gives the same text. Readers of ours never show it.

use vouchwell_domain::version::Words;
use vouchwell_evidence::{Disclosure, Relationship, Topic};

use crate::html::{escape, from_plain};

/// Disclosures first, then the text, topics, relationship, limitations and a link to the permalink.
pub fn render(words: &Words, relationship: Relationship, page: &str, origin: &str) -> String {
    let mut html = String::new();
    if !words.disclosures.is_empty() {
        let disclosures: Vec<&str> = words.disclosures.iter().map(disclosure).collect();
        html.push_str(&format!(
            "<p><em>Please note: {}.</em></p>",
            disclosures.join("; ")
        ));
    }
    html.push_str(&from_plain(words.text.as_str()));
    let topics: Vec<String> = words.topics.iter().map(|topic| hashtag(topic, origin)).collect();
    html.push_str(&format!("<p>{}</p>", topics.join(" ")));
    html.push_str(&format!(
        "<p>How I know this person: {}.</p>",
        in_words(relationship)
    ));
    if !words.limitations.as_str().is_empty() {
        html.push_str("<p>What I cannot speak to:</p>");
        html.push_str(&from_plain(words.limitations.as_str()));
    }
    html.push_str(&format!("<p><a href=\"{0}\">{0}</a></p>", escape(page)));
    html
}

fn hashtag(topic: &Topic, origin: &str) -> String {
    let (address, name) = (
        escape(&hashtag_address(topic.as_str(), origin)),
        escape(topic.as_str()),
    );
    format!("<a href=\"{address}\" class=\"mention hashtag\" rel=\"tag\">#<span>{name}</span></a>")
}

/// The page of a hashtag on the author's server.
pub(super) fn hashtag_address(name: &str, origin: &str) -> String {
    let name: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    format!("{origin}/tags/{name}")
}

fn disclosure(disclosure: &Disclosure) -> &'static str {
    match disclosure {
        Disclosure::PaidBySubject => "this person pays me",
        Disclosure::PaysSubject => "I pay this person",
        Disclosure::SameEmployer => "we have the same employer",
        Disclosure::FamilyOrPartner => "we are family or partners",
        Disclosure::SharedBusiness => "we share a business",
        Disclosure::ReceivedSomething => "I received something for this",
        Disclosure::WasAsked => "I was asked to write this",
        Disclosure::SubjectDrafted => "this person wrote a first draft",
        Disclosure::TextDraftedWithHelp => "this text was drafted with help",
    }
}

fn in_words(relationship: Relationship) -> &'static str {
    match relationship {
        Relationship::AcquaintanceOf => "we are acquainted",
        Relationship::ApprenticeTo => "I learn a trade from this person",
        Relationship::ChildOf => "I am a child of this person",
        Relationship::CollaboratesWith => "we work towards one goal",
        Relationship::ColleagueOf => "we are colleagues",
        Relationship::EmployedBy => "I am employed by this person",
        Relationship::EmployerOf => "I employ this person",
        Relationship::FriendOf => "we are friends",
        Relationship::HasMet => "we have met",
        Relationship::KnowsInPerson => "we know each other in person",
        Relationship::LifePartnerOf => "we share our lives",
        Relationship::MentorOf => "I am a mentor of this person",
        Relationship::NeighborOf => "we are neighbours",
        Relationship::ParentOf => "I am a parent of this person",
        Relationship::SiblingOf => "we are siblings",
        Relationship::SpouseOf => "we are married",
        Relationship::WorksWith => "we work together",
    }
}
