//! The text of a recommendation as other apps show it (protocol §7, *The Note*).
//!
//! It is made from the signed endorsement alone, so that every server makes the same of it.

use vouchwell_evidence::{Disclosure, Endorsement, Relationship};

use crate::account::Account;
use crate::identifier::ObjectUri;
use crate::text::escape;

/// HTML for a status: disclosures first, then the text, topics, relationship, limitations, and a link to the
/// page with the evidence.
pub fn html(
    endorsement: &Endorsement,
    relationship: Relationship,
    subject: &Account,
    permalink: &ObjectUri,
) -> String {
    let german = endorsement.language.as_str().split('-').next() == Some("de");
    let words = if german { &GERMAN } else { &ENGLISH };
    let mut html = String::new();
    if !endorsement.disclosures.is_empty() {
        let disclosed: Vec<&str> = endorsement
            .disclosures
            .iter()
            .map(|disclosure| words.disclosure(*disclosure))
            .collect();
        html.push_str(&format!(
            "<p><em>{}: {}</em></p>",
            words.disclosed,
            disclosed.join("; ")
        ));
    }
    html.push_str(&format!(
        "<p><a href=\"{}\" class=\"u-url mention\">@{}</a></p>",
        escape(subject.profile.url.as_str()),
        escape(&subject.name)
    ));
    for paragraph in endorsement
        .text
        .as_str()
        .split("\n\n")
        .filter(|paragraph| !paragraph.trim().is_empty())
    {
        html.push_str(&format!("<p>{}</p>", escape(paragraph).replace('\n', "<br>")));
    }
    let topics: Vec<String> = endorsement
        .topics
        .iter()
        .map(|topic| format!("#{}", topic.as_str()))
        .collect();
    html.push_str(&format!("<p>{}</p>", escape(&topics.join(" "))));
    html.push_str(&format!(
        "<p>{}: {}</p>",
        words.relationship,
        words.relationship(relationship)
    ));
    if !endorsement.limitations.as_str().trim().is_empty() {
        html.push_str(&format!(
            "<p>{}: {}</p>",
            words.limitations,
            escape(endorsement.limitations.as_str())
        ));
    }
    let link = escape(permalink.as_str());
    html.push_str(&format!("<p><a href=\"{link}\">{}</a></p>", words.evidence));
    html
}

struct Phrases {
    disclosed: &'static str,
    relationship: &'static str,
    limitations: &'static str,
    evidence: &'static str,
    german: bool,
}

const ENGLISH: Phrases = Phrases {
    disclosed: "Disclosed",
    relationship: "How the author knows this person",
    limitations: "What the author cannot speak to",
    evidence: "The signed evidence",
    german: false,
};

const GERMAN: Phrases = Phrases {
    disclosed: "Offengelegt",
    relationship: "Woher man sich kennt",
    limitations: "Wozu nichts gesagt werden kann",
    evidence: "Die unterschriebenen Nachweise",
    german: true,
};

impl Phrases {
    const fn choose(&self, english: &'static str, german: &'static str) -> &'static str {
        if self.german { german } else { english }
    }

    const fn disclosure(&self, disclosure: Disclosure) -> &'static str {
        match disclosure {
            Disclosure::PaidBySubject => {
                self.choose("is paid by this person", "wird von dieser Person bezahlt")
            }
            Disclosure::PaysSubject => self.choose("pays this person", "bezahlt diese Person"),
            Disclosure::SameEmployer => self.choose("same employer", "selber Arbeitgeber"),
            Disclosure::FamilyOrPartner => self.choose("family or partner", "Familie oder Partnerschaft"),
            Disclosure::SharedBusiness => self.choose("shared business", "gemeinsames Geschäft"),
            Disclosure::ReceivedSomething => self.choose("received something", "hat etwas erhalten"),
            Disclosure::WasAsked => self.choose("was asked for this", "wurde darum gebeten"),
            Disclosure::SubjectDrafted => {
                self.choose("drafted by the subject", "von der Person selbst entworfen")
            }
            Disclosure::TextDraftedWithHelp => self.choose("drafted with help", "mit Hilfe entworfen"),
        }
    }

    const fn relationship(&self, relationship: Relationship) -> &'static str {
        match relationship {
            Relationship::AcquaintanceOf => self.choose("acquaintance", "bekannt"),
            Relationship::ApprenticeTo => self.choose("apprentice of", "in Ausbildung bei"),
            Relationship::ChildOf => self.choose("child of", "Kind von"),
            Relationship::CollaboratesWith => self.choose("collaborates with", "arbeitet zusammen mit"),
            Relationship::ColleagueOf => self.choose("colleague of", "im selben Kollegium"),
            Relationship::EmployedBy => self.choose("employed by", "angestellt bei"),
            Relationship::EmployerOf => self.choose("employer of", "Arbeitgeber von"),
            Relationship::FriendOf => self.choose("friend of", "befreundet mit"),
            Relationship::HasMet => self.choose("has met", "hat getroffen"),
            Relationship::KnowsInPerson => self.choose("knows in person", "kennt persönlich"),
            Relationship::LifePartnerOf => self.choose("life partner of", "Lebenspartnerschaft"),
            Relationship::MentorOf => self.choose("mentor of", "Mentorin oder Mentor von"),
            Relationship::NeighborOf => self.choose("neighbour of", "benachbart"),
            Relationship::ParentOf => self.choose("parent of", "Elternteil von"),
            Relationship::SiblingOf => self.choose("sibling of", "Geschwister von"),
            Relationship::SpouseOf => self.choose("spouse of", "verheiratet mit"),
            Relationship::WorksWith => self.choose("works with", "arbeitet mit"),
        }
    }
}
