use crate::text::words;

words! {
    /// What a reader should know about the author's interest in the subject (protocol §4).
    Disclosure {
        /// The subject pays the author.
        PaidBySubject = "paid-by-subject",
        /// The author pays the subject.
        PaysSubject = "pays-subject",
        /// Both work for the same employer.
        SameEmployer = "same-employer",
        /// They are family or partners.
        FamilyOrPartner = "family-or-partner",
        /// They share a business.
        SharedBusiness = "shared-business",
        /// The author received something for it.
        ReceivedSomething = "received-something",
        /// The subject asked for it.
        WasAsked = "was-asked",
        /// The subject wrote a first draft.
        SubjectDrafted = "subject-drafted",
        /// The text was drafted with help.
        TextDraftedWithHelp = "text-drafted-with-help",
    }
}
