//! The codes of the signed documents (protocol §4) in the reader's words.

use vouchwell_domain::reciprocity::Reciprocity;
use vouchwell_domain::recommendation::Identity;
use vouchwell_domain::request::RequestAnswer;
use vouchwell_evidence::{Disclosure, EvidenceKind, Relationship, Verdict};
use vouchwell_service::context::Registration;

use super::locale::Locale;
use super::person::Person;
use super::phrase::Phrase;
use super::site::Site;
use super::statement::Affirmation;

impl Locale {
    /// How one person stands to the other, as a whole sentence.
    pub fn relationship(&self, relationship: &Relationship, one: &Person, other: &Person) -> Phrase {
        self.say(&format!("relationship-{}", relationship.code()))
            .name("one", &one.name)
            .name("other", &other.name)
    }

    /// What the author discloses, as a whole sentence.
    pub fn disclosure(&self, disclosure: &Disclosure, author: &Person, subject: &Person) -> Phrase {
        self.say(&format!("disclosure-{}", disclosure.as_str()))
            .name("author", &author.name)
            .name("subject", &subject.name)
    }

    /// Everything the author discloses, or that there is nothing.
    pub fn disclosures(&self, disclosures: &[Disclosure], author: &Person, subject: &Person) -> Vec<Phrase> {
        if disclosures.is_empty() {
            return vec![self.say("disclosures-none").name("author", &author.name)];
        }
        disclosures
            .iter()
            .map(|disclosure| self.disclosure(disclosure, author, subject))
            .collect()
    }

    /// What else is said before the words: exchanged, not affirmed again.
    pub fn marks(
        &self,
        reciprocity: Reciprocity,
        affirmation: &Affirmation,
        author: &Person,
        subject: &Person,
    ) -> Vec<Phrase> {
        let named = |id| {
            self.say(id)
                .name("author", &author.name)
                .name("subject", &subject.name)
        };
        let mut marks = Vec::new();
        match reciprocity {
            Reciprocity::None => {}
            Reciprocity::Mutual => marks.push(named("mark-mutual")),
            Reciprocity::Exchanged => marks.push(named("mark-exchanged")),
        }
        if let Affirmation::NotSince(since) = affirmation {
            marks.push(self.say("mark-not-reaffirmed").phrase("date", self.date(since)));
        }
        marks
    }

    /// What it rests on that the two know each other.
    pub fn evidence(&self, evidence: &EvidenceKind) -> Phrase {
        self.say(&format!("evidence-{}", evidence.as_str()))
    }

    /// What a verification came to, in one sentence that claims no more than protocol §5.
    pub fn verdict(&self, verdict: &Verdict) -> Phrase {
        self.say(&format!("verdict-{}", verdict.as_str().replace('_', "-")))
    }

    /// What an application may do with a scope, to be read after "it may".
    pub fn scope(&self, scope: &str) -> Phrase {
        self.say(&format!("scope-{}", scope.replace(':', "-")))
    }

    /// What a member can answer to somebody who asks her for a recommendation.
    pub fn request_answer(&self, answer: &RequestAnswer) -> Phrase {
        self.say(&format!("waiting-answer-{}", answer.as_str().replace('_', "-")))
    }

    /// Who may open an account here.
    pub fn registration(&self, site: &Site) -> Phrase {
        let id = match site.registration {
            Registration::Closed => "registration-closed",
            Registration::Invite => "registration-invite",
            Registration::Open => "registration-open",
        };
        self.say(id).name("site", site.host())
    }

    /// Whether a key is that of the account.
    pub fn identity(&self, identity: &Identity, person: &Person) -> Phrase {
        let id = match identity {
            Identity::Confirmed => "identity-confirmed",
            Identity::Remembered => "identity-remembered",
            Identity::Unconfirmed => "identity-unconfirmed",
        };
        self.say(id).name("name", &person.name)
    }
}
