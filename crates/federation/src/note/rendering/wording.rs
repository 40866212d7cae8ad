//! The words around a recommendation, in its own language where there are some, else in English.

use vouchwell_evidence::{Disclosure, Language, Relationship};

/// A language in which there are words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wording {
    English,
    German,
}

impl Wording {
    pub(super) fn in_language(language: &Language) -> Self {
        match language.as_str().split('-').next() {
            Some(primary) if primary.eq_ignore_ascii_case("de") => Self::German,
            _ => Self::English,
        }
    }

    /// What stands before the disclosures.
    pub(super) const fn note(self) -> &'static str {
        match self {
            Self::English => "Please note",
            Self::German => "Bitte beachten",
        }
    }

    /// What stands before the relationship.
    pub(super) const fn acquaintance(self) -> &'static str {
        match self {
            Self::English => "How I know this person",
            Self::German => "Woher ich diese Person kenne",
        }
    }

    /// What stands before the limitations.
    pub(super) const fn limitations(self) -> &'static str {
        match self {
            Self::English => "What I cannot speak to",
            Self::German => "Wozu ich nichts sagen kann",
        }
    }

    pub(super) const fn disclosure(self, disclosure: Disclosure) -> &'static str {
        let (english, german) = match disclosure {
            Disclosure::PaidBySubject => ("this person pays me", "diese Person bezahlt mich"),
            Disclosure::PaysSubject => ("I pay this person", "ich bezahle diese Person"),
            Disclosure::SameEmployer => ("we have the same employer", "wir haben denselben Arbeitgeber"),
            Disclosure::FamilyOrPartner => ("we are family or partners", "wir sind verwandt oder ein Paar"),
            Disclosure::SharedBusiness => ("we share a business", "uns gehört gemeinsam ein Unternehmen"),
            Disclosure::ReceivedSomething => {
                ("I received something for this", "ich habe dafür etwas bekommen")
            }
            Disclosure::WasAsked => ("I was asked to write this", "ich wurde gebeten, das zu schreiben"),
            Disclosure::SubjectDrafted => (
                "this person wrote a first draft",
                "diese Person hat einen ersten Entwurf geschrieben",
            ),
            Disclosure::TextDraftedWithHelp => (
                "this text was drafted with help",
                "dieser Text wurde mit Hilfe entworfen",
            ),
        };
        self.choose(english, german)
    }

    pub(super) const fn relationship(self, relationship: Relationship) -> &'static str {
        let (english, german) = match relationship {
            Relationship::AcquaintanceOf => ("we are acquainted", "wir sind miteinander bekannt"),
            Relationship::ApprenticeTo => (
                "I learn a trade from this person",
                "ich lerne bei dieser Person einen Beruf",
            ),
            Relationship::ChildOf => ("I am a child of this person", "ich bin ein Kind dieser Person"),
            Relationship::CollaboratesWith => (
                "we work towards one goal",
                "wir arbeiten auf ein gemeinsames Ziel hin",
            ),
            Relationship::ColleagueOf => ("we are colleagues", "wir arbeiten am selben Ort"),
            Relationship::EmployedBy => (
                "I am employed by this person",
                "ich bin bei dieser Person angestellt",
            ),
            Relationship::EmployerOf => ("I employ this person", "diese Person ist bei mir angestellt"),
            Relationship::FriendOf => ("we are friends", "wir sind befreundet"),
            Relationship::HasMet => ("we have met", "wir sind uns begegnet"),
            Relationship::KnowsInPerson => ("we know each other in person", "wir kennen uns persönlich"),
            Relationship::LifePartnerOf => ("we share our lives", "wir teilen unser Leben"),
            Relationship::MentorOf => (
                "I am a mentor of this person",
                "ich begleite diese Person mit meinem Rat",
            ),
            Relationship::NeighborOf => ("we are neighbours", "wir wohnen nebeneinander"),
            Relationship::ParentOf => ("I am a parent of this person", "diese Person ist mein Kind"),
            Relationship::SiblingOf => ("we are siblings", "wir sind Geschwister"),
            Relationship::SpouseOf => ("we are married", "wir sind verheiratet"),
            Relationship::WorksWith => ("we work together", "wir arbeiten zusammen"),
        };
        self.choose(english, german)
    }

    const fn choose(self, english: &'static str, german: &'static str) -> &'static str {
        match self {
            Self::English => english,
            Self::German => german,
        }
    }
}
