//! Nothing of a recommendation is public before both have attested and the subject has accepted: in every state
//! before, every door is tried; afterwards the same doors show it.

mod doors;
mod given;
mod quarantined;
mod received;
mod secret;
