use chrono::TimeDelta;
use vouchwell_domain::account::MemberName;
use vouchwell_domain::identifier::InvitationId;
use vouchwell_domain::invitation::{Invitation, Outcome};
use vouchwell_domain::member::{Member, Role};
use vouchwell_service::context::{Registration, Terms};
use vouchwell_service::error::Refusal;
use vouchwell_service::invitation::{self, InvitationView, Wish};
use vouchwell_service::joining::{self, Joined, Way};
use vouchwell_service::member::{self, NewMember};
use vouchwell_service::{Context, Error, Result, account, deletion, profile, session};

use crate::in_a_town;
use crate::town::{Town, newcomer};

fn with(town: &Town, registration: Registration) -> Context {
    Context {
        terms: Terms {
            registration,
            ..town.context.terms
        },
        ..town.context.clone()
    }
}

fn wish(id: InvitationId, offers_follow: bool) -> Wish {
    Wish {
        id,
        offers_follow,
        to: None,
        language: None,
    }
}

async fn invite(context: &Context, member: &Member, offers_follow: bool) -> InvitationView {
    let id = invitation::new_id(context);
    invitation::make(context, member, wish(id.clone(), offers_follow))
        .await
        .unwrap();
    let listed = invitation::list(context, member).await.unwrap();
    listed.into_iter().find(|view| view.invitation.id == id).unwrap()
}

async fn come(context: &Context, view: &InvitationView, name: &str, wants_follow: bool) -> Result<Joined> {
    let secret = view.secret.as_deref().unwrap();
    let way = Way::Invited { secret, wants_follow };
    joining::join(context, way, newcomer(name), "Firefox", "form").await
}

async fn follows(context: &Context, one: &Member, other: &Member) -> bool {
    let found = account::relationships(context, one, &[other.account.id])
        .await
        .unwrap();
    found[0].1.following
}

async fn admin(context: &Context, name: &str) -> Member {
    let new = NewMember {
        role: Role::Admin,
        ..newcomer(name)
    };
    member::create(context, new).await.unwrap()
}

fn is_over<T>(result: Result<T>) -> bool {
    matches!(result, Err(Error::NotFound))
}

in_a_town! {
    async fn somebody_comes_by_a_link_once_and_is_signed_in(town) {
        let context = with(&town, Registration::Invite);
        let ada = town.join("ada").await;
        let view = invite(&context, &ada, true).await;
        let greeted = invitation::by_secret(&context, view.secret.as_deref().unwrap()).await.unwrap();
        assert_eq!((greeted.inviter.id, greeted.offers_follow), (ada.id, true));
        let joined = come(&context, &view, "bea", false).await.unwrap();
        let bea = session::by_secret(&context, &joined.session).await.unwrap().unwrap().member;
        assert_eq!((bea.account.name.as_str(), bea.role, bea.quarantine_exempt), ("bea", Role::User, false));
        assert!(is_over(come(&context, &view, "cem", true).await));
        assert!(is_over(member::by_name(&context, &"cem".parse().unwrap()).await), "nobody was made");
        let listed = invitation::list(&context, &ada).await.unwrap();
        assert!(matches!(listed[0].invitation.outcome, Outcome::Used { by, .. } if by == bea.account.id));
        assert_eq!(listed[0].invited.as_ref().unwrap().id, bea.account.id);
        assert_eq!(listed[0].secret, None, "the link is not shown any more");
        let name: MemberName = "bea".parse().unwrap();
        deletion::delete(&context, &name).await.unwrap();
        assert!(invitation::list(&context, &ada).await.unwrap().is_empty(), "who has left is not listed");
    }

    async fn the_two_follow_each_other_if_both_want_it_even_if_they_answer_by_hand(town) {
        let context = with(&town, Registration::Invite);
        let ada = town.join("ada").await;
        let locked = profile::ProfileChange { locked: Some(true), ..profile::ProfileChange::default() };
        profile::change(&context, &ada, locked).await.unwrap();
        for (name, offers, wants) in [("bea", true, false), ("cem", false, true), ("dan", true, true)] {
            let view = invite(&context, &ada, offers).await;
            let joined = come(&context, &view, name, wants).await.unwrap();
            let both = offers && wants;
            assert_eq!(follows(&context, &ada, &joined.member).await, both, "{name}");
            assert_eq!(follows(&context, &joined.member, &ada).await, both, "{name}");
        }
    }

    async fn a_link_ends_after_two_weeks_or_when_it_is_taken_back(town) {
        let context = with(&town, Registration::Invite);
        let (ada, eve) = (town.join("ada").await, town.join("eve").await);
        let [kept, taken_back] = [invite(&context, &ada, false).await, invite(&context, &ada, false).await];
        invitation::take_back(&context, &eve, &kept.invitation.id).await.unwrap();
        invitation::take_back(&context, &ada, &taken_back.invitation.id).await.unwrap();
        assert!(is_over(come(&context, &taken_back, "bea", false).await));
        let secret = kept.secret.as_deref().unwrap();
        town.wait(Invitation::LIFETIME - TimeDelta::seconds(1)).await;
        assert!(invitation::by_secret(&context, secret).await.is_ok(), "it is not another's to take back");
        town.wait(Invitation::LIFETIME).await;
        assert!(is_over(come(&context, &kept, "bea", false).await));
        assert!(is_over(invitation::by_secret(&context, "guess").await));
    }

    async fn members_have_five_open_at_a_time_and_a_second_click_makes_none(town) {
        let context = with(&town, Registration::Invite);
        let (ada, root) = (town.join("ada").await, admin(&town.context, "rita").await);
        let id = invitation::new_id(&context);
        for _ in 0..2 {
            invitation::make(&context, &ada, wish(id.clone(), true)).await.unwrap();
        }
        assert_eq!(invitation::list(&context, &ada).await.unwrap().len(), 1);
        for _ in 1..Invitation::OPEN {
            invite(&context, &ada, false).await;
        }
        let refused = invitation::make(&context, &ada, wish(invitation::new_id(&context), false)).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::TooManyInvitations))));
        assert_eq!(invitation::list(&context, &ada).await.unwrap().len(), Invitation::OPEN);
        invitation::take_back(&context, &ada, &id).await.unwrap();
        invite(&context, &ada, false).await;
        for _ in 0..=Invitation::OPEN {
            invite(&context, &root, false).await;
        }
    }

    async fn a_closed_instance_is_entered_by_whom_its_admins_invite_and_an_open_one_by_everybody(town) {
        let closed = with(&town, Registration::Closed);
        let (ada, root) = (town.join("ada").await, admin(&town.context, "rita").await);
        let earlier = invite(&with(&town, Registration::Invite), &ada, false).await;
        assert!(is_over(come(&closed, &earlier, "bea", false).await), "it was made when members could invite");
        let refused = invitation::make(&closed, &ada, wish(invitation::new_id(&closed), false)).await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::RegistrationClosed))));
        come(&closed, &invite(&closed, &root, false).await, "bea", false).await.unwrap();
        for registration in [Registration::Closed, Registration::Invite] {
            let context = with(&town, registration);
            let refused = joining::join(&context, Way::Unasked, newcomer("cem"), "", "form").await;
            assert!(matches!(refused, Err(Error::Refused(Refusal::RegistrationClosed))));
        }
        let open = with(&town, Registration::Open);
        joining::join(&open, Way::Unasked, newcomer("cem"), "", "form").await.unwrap();
    }

    async fn what_was_typed_can_be_mended_and_the_link_is_still_good(town) {
        let context = with(&town, Registration::Invite);
        let ada = town.join("ada").await;
        let view = invite(&context, &ada, false).await;
        for (name, expected) in [("ada", Refusal::Taken), ("admin", Refusal::NameKept)] {
            let refused = come(&context, &view, name, false).await;
            assert!(matches!(refused, Err(Error::Refused(found)) if found == expected), "{name}");
        }
        come(&context, &view, "bea", false).await.unwrap();
    }
}
