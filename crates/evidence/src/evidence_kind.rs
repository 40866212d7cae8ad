use crate::text::words;

words! {
    /// How two people showed each other who they are (protocol §4). It counts when both say the same.
    EvidenceKind {
        /// The author says so.
        Declared = "declared",
        /// They confirmed a short code in each other's presence.
        CodesExchanged = "codes-exchanged",
    }
}
