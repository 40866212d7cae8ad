//! What browsers are asked and how their answers are verified (Web Authentication, level 3): by `webauthn_rp`.

use url::Url;
use vouchwell_domain::identifier::MemberId;
use vouchwell_domain::member::Member;
use vouchwell_domain::passkey::{Passkey, PasskeyName};
use webauthn_rp::bin::{Decode, Encode};
use webauthn_rp::request::auth::AuthenticationVerificationOptions;
use webauthn_rp::request::register::{
    CredProtect, Nickname, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, UserHandle16,
    Username,
};
use webauthn_rp::request::{
    AsciiDomain, ExtensionInfo, PublicKeyCredentialDescriptor, RpId, TimedCeremony as _,
};
use webauthn_rp::response::register::{DynamicState, StaticState};
use webauthn_rp::response::{AuthTransports, CredentialId, SentChallenge};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication16, DiscoverableAuthenticationServerState,
    DiscoverableCredentialRequestOptions, PublicKeyCredentialCreationOptions, Registration,
    RegistrationServerState,
};

use crate::error::Refusal;
use crate::{Context, Error, Result};

/// Bytes by which a device tells the members of an instance apart.
const HANDLE: usize = 16;
const NOT_ASKED: Error = Error::Internal("a browser could not be asked for a passkey");

/// What a browser is asked.
pub(super) struct Asked {
    /// What is to be signed.
    pub(super) challenge: [u8; 16],
    /// What the answer is held against.
    pub(super) state: Vec<u8>,
    /// For the browser, in JSON.
    pub(super) options: String,
}

/// Asks for a new passkey on a device that has none of these.
pub(super) fn ask_to_add(context: &Context, member: &Member, known: Vec<Passkey>) -> Result<Asked> {
    let (Ok(name), Some(handle)) = (
        Username::try_from(member.account.name.as_str()),
        handle(context, member.id),
    ) else {
        return Err(NOT_ASKED);
    };
    let user = PublicKeyCredentialUserEntity {
        name,
        id: &handle,
        display_name: Nickname::try_from(member.account.shown_name()).ok(),
    };
    let known: Option<Vec<_>> = known.into_iter().map(described).collect();
    let known = known.ok_or(Error::Internal("a stored passkey cannot be read"))?;
    let party = relying_party(context)?;
    let mut asked = PublicKeyCredentialCreationOptions::passkey(&party, user, known);
    // Of devices that can, it is wanted that they do not even tell of the key before they have seen who holds them.
    // Most cannot, and would make none if it were demanded.
    asked.extensions.cred_protect =
        CredProtect::UserVerificationRequired(ExtensionInfo::AllowDontEnforceValue);
    let begun = asked.start_ceremony();
    let (state, options) = begun.map_err(|_| NOT_ASKED)?;
    Ok(Asked {
        challenge: bytes(state.sent_challenge()),
        state: state.encode().map_err(|_| NOT_ASKED)?,
        options: serde_json::to_string(&options).map_err(|_| NOT_ASKED)?,
    })
}

/// Asks for any passkey of this instance.
pub(super) fn ask_to_sign_in(context: &Context) -> Result<Asked> {
    let party = relying_party(context)?;
    let begun = DiscoverableCredentialRequestOptions::passkey(&party).start_ceremony();
    let (state, options) = begun.map_err(|_| NOT_ASKED)?;
    Ok(Asked {
        challenge: bytes(state.sent_challenge()),
        state: state.encode().map_err(|_| NOT_ASKED)?,
        options: serde_json::to_string(&options).map_err(|_| NOT_ASKED)?,
    })
}

/// A new passkey, as a browser brings it.
pub(super) struct Added {
    /// What was signed.
    pub(super) challenge: [u8; 16],
    registration: Registration,
}

impl Added {
    pub(super) fn read(answer: &str) -> Option<Self> {
        let registration = Registration::from_json_relaxed(answer.as_bytes()).ok()?;
        let challenge = registration.challenge_relaxed().ok()?;
        Some(Self {
            challenge: bytes(challenge),
            registration,
        })
    }

    /// The passkey, if it is what was asked for.
    pub(super) fn verify(&self, context: &Context, state: &[u8], name: PasskeyName) -> Option<Passkey> {
        let party = relying_party(context).ok()?;
        let origins = [context.address.origin()];
        let options = RegistrationVerificationOptions::<'_, '_, &str, &str> {
            allowed_origins: &origins,
            // Devices and password managers add what nobody asked for, which makes nothing worse.
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        let state = RegistrationServerState::<HANDLE>::decode(state).ok()?;
        let verified = state.verify(&party, &self.registration, &options);
        let registered = match verified {
            Ok(registered) => registered,
            Err(error) => {
                tracing::info!(%error, "a new passkey is not good");
                return None;
            }
        };
        let (Ok(transports), Ok(static_state), Ok(dynamic_state)) = (
            registered.transports().encode(),
            registered.static_state().encode(),
            registered.dynamic_state().encode(),
        );
        Some(Passkey {
            credential_id: registered.id().into_inner().to_vec(),
            name,
            transports,
            static_state,
            dynamic_state,
            created_at: context.now(),
            last_used_on: None,
        })
    }
}

/// A passkey that is shown to sign in, as a browser brings it.
pub(super) struct Shown {
    /// What was signed.
    pub(super) challenge: [u8; 16],
    authentication: DiscoverableAuthentication16,
}

impl Shown {
    pub(super) fn read(answer: &str) -> Option<Self> {
        let authentication = DiscoverableAuthentication16::from_json_relaxed(answer.as_bytes()).ok()?;
        let challenge = authentication.challenge_relaxed().ok()?;
        Some(Self {
            challenge: bytes(challenge),
            authentication,
        })
    }

    /// By which the device knows the passkey.
    pub(super) fn credential_id(&self) -> &[u8] {
        self.authentication.raw_id().into_inner()
    }

    /// What has changed of the member's passkey, if it was really shown.
    pub(super) fn verify(
        &self,
        context: &Context,
        state: &[u8],
        member: &Member,
        known: &Passkey,
    ) -> Option<[u8; 7]> {
        let party = relying_party(context).ok()?;
        let origins = [context.address.origin()];
        let options = AuthenticationVerificationOptions::<'_, '_, &str, &str> {
            allowed_origins: &origins,
            error_on_unsolicited_extensions: false,
            ..Default::default()
        };
        let handle = handle(context, member.id)?;
        let mut credential = AuthenticatedCredential::new(
            CredentialId::<&[u8]>::decode(known.credential_id.as_slice()).ok()?,
            &handle,
            StaticState::decode(known.static_state.as_slice()).ok()?,
            DynamicState::decode(known.dynamic_state).ok()?,
        )
        .ok()?;
        let state = DiscoverableAuthenticationServerState::decode(state).ok()?;
        match state.verify(&party, &self.authentication, &mut credential, &options) {
            Ok(_) => credential.dynamic_state().encode().ok(),
            Err(error) => {
                tracing::info!(%error, member = %member.account.name, "a passkey does not sign its member in");
                None
            }
        }
    }
}

/// Who asks. Browsers know passkeys only for hosts that have a name.
pub(super) fn relying_party(context: &Context) -> Result<RpId> {
    let origin = Url::parse(context.address.origin()).ok();
    let name = origin.as_ref().and_then(Url::domain).map(str::to_owned);
    let domain = name.and_then(|name| AsciiDomain::try_from(name).ok());
    Ok(domain.map(RpId::Domain).ok_or(Refusal::NoPasskeysHere)?)
}

/// By which devices know a member. It says nothing of her, and nobody else can make it.
fn handle(context: &Context, member: MemberId) -> Option<UserHandle16> {
    let stamp = context.vault.bytes_of(&format!("passkeys of {member}"));
    let bytes = stamp.as_ref().first_chunk::<HANDLE>()?;
    UserHandle16::decode(*bytes).ok()
}

const fn bytes(challenge: SentChallenge) -> [u8; 16] {
    challenge.0.to_be_bytes()
}

fn described(known: Passkey) -> Option<PublicKeyCredentialDescriptor<Vec<u8>>> {
    Some(PublicKeyCredentialDescriptor {
        id: CredentialId::<Vec<u8>>::decode(known.credential_id).ok()?,
        transports: AuthTransports::decode(known.transports).ok()?,
    })
}
