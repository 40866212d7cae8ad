use vouchwell_domain::audit::{Act, AuditEntry, Doer};
use vouchwell_domain::identifier::JobId;
use vouchwell_domain::job::{GivenUp, Job, Queue};
use vouchwell_domain::member::{Member, Role};
use vouchwell_domain::page::Page;
use vouchwell_domain::status::Visibility;
use vouchwell_service::administration::person::{self, Quarantine};
use vouchwell_service::administration::{Administrator, Moderator, audit, queue, report};
use vouchwell_service::context::{Registration, Terms};
use vouchwell_service::error::Refusal;
use vouchwell_service::invitation::Wish;
use vouchwell_service::member::{self, NewMember};
use vouchwell_service::report::{self as reporting, NewReport};
use vouchwell_service::session::{self, Credentials};
use vouchwell_service::{Context, Error, invitation, token};
use vouchwell_storage::job::{self, Lease};

use crate::in_a_town;
use crate::town::{Town, actor, away, newcomer, noon};

async fn with_role(town: &Town, name: &str, role: Role) -> Member {
    let new = NewMember {
        role,
        ..newcomer(name)
    };
    member::create(&town.context, new).await.unwrap()
}

async fn log(town: &Town, root: &Member) -> Vec<AuditEntry> {
    let administrator = Administrator::of(root).unwrap();
    audit::list(&town.context, administrator, Page::newest(20))
        .await
        .unwrap()
}

async fn sign_in(town: &Town, name: &str) -> Option<String> {
    let credentials = Credentials {
        login: name.to_owned(),
        password: "correct horse battery staple".to_owned(),
    };
    session::sign_in(&town.context, credentials, "Firefox", None)
        .await
        .unwrap()
        .begun()
}

in_a_town! {
    async fn roles_decide_who_may_do_what(town) {
        for (name, role, administers, moderates) in [
            ("ada", Role::User, false, false),
            ("mia", Role::Moderator, false, true),
            ("rita", Role::Admin, true, true),
        ] {
            let member = with_role(&town, name, role).await;
            assert_eq!(Administrator::of(&member).is_some(), administers);
            assert_eq!(Moderator::of(&member).is_some(), moderates);
        }
    }

    async fn a_suspended_member_is_out_at_once_and_until_she_is_let_in_again(town) {
        let context = Context {
            terms: Terms { registration: Registration::Invite, ..town.context.terms },
            ..town.context.clone()
        };
        let (root, ada) = (with_role(&town, "rita", Role::Admin).await, town.join("ada").await);
        let administrator = Administrator::of(&root).unwrap();
        let name = "ada".parse().unwrap();
        let browser = sign_in(&town, "ada").await.unwrap();
        let app = token::issue(&context, &name, &"read".parse().unwrap()).await.unwrap();
        let wish = Wish { id: invitation::new_id(&context), offers_follow: false, to: None, language: None };
        invitation::make(&context, &ada, wish).await.unwrap();
        let link = invitation::list(&context, &ada).await.unwrap().remove(0).secret.unwrap();

        let shown = person::one(&context, administrator, &name).await.unwrap();
        assert_eq!((shown.sessions, shown.tokens, shown.invitations), (1, 1, 1), "what ends is said before");
        person::suspend(&context, administrator, &name, " Sells stars ").await.unwrap();
        person::suspend(&context, administrator, &name, "again").await.unwrap();
        assert!(session::by_secret(&context, &browser).await.unwrap().is_none());
        assert!(token::by_secret(&context, &app).await.unwrap().is_none());
        assert!(sign_in(&town, "ada").await.is_none());
        let later = token::issue(&context, &name, &"read".parse().unwrap()).await.unwrap();
        assert!(token::by_secret(&context, &later).await.unwrap().is_none(), "not by the command line either");
        assert!(matches!(invitation::by_secret(&context, &link).await, Err(Error::NotFound)));

        person::unsuspend(&context, administrator, &name, "Has seen it").await.unwrap();
        person::unsuspend(&context, administrator, &name, "again").await.unwrap();
        assert!(sign_in(&town, "ada").await.is_some());
        assert!(session::by_secret(&context, &browser).await.unwrap().is_none(), "what ended stays so");
        let written: Vec<_> = log(&town, &root).await.into_iter()
            .map(|entry| (entry.done_by, entry.act, entry.subject, entry.note)).collect();
        let entry = |act, note: &str| (Doer::Member("rita".to_owned()), act, "ada".to_owned(), note.to_owned());
        assert_eq!(written, [entry(Act::Unsuspend, "Has seen it"), entry(Act::Suspend, "Sells stars")]);
    }

    async fn nobody_who_runs_the_instance_is_kept_out(town) {
        let root = with_role(&town, "rita", Role::Admin).await;
        let administrator = Administrator::of(&root).unwrap();
        let refused = person::suspend(&town.context, administrator, &"rita".parse().unwrap(), "").await;
        assert!(matches!(refused, Err(Error::Refused(Refusal::Administrator))));
        let unknown = person::suspend(&town.context, administrator, &"nobody".parse().unwrap(), "").await;
        assert!(matches!(unknown, Err(Error::NotFound)));
        assert!(log(&town, &root).await.is_empty(), "nothing was done");
    }

    async fn people_are_found_by_name_address_and_role(town) {
        let root = with_role(&town, "rita", Role::Admin).await;
        let administrator = Administrator::of(&root).unwrap();
        for name in ["ada", "adele", "a_b"] {
            town.join(name).await;
        }
        let found = async |words: &str, role, limit| {
            let page = Page::newest(limit);
            let found = person::search(&town.context, administrator, words, role, page).await.unwrap();
            found.into_iter().map(|listed| listed.member.account.name).collect::<Vec<_>>()
        };
        assert_eq!(found(" AD", None, 10).await, ["adele", "ada"]);
        assert_eq!(found("ada@mail", None, 10).await, ["ada"]);
        assert_eq!(found("_", None, 10).await, ["a_b"], "signs stand for themselves");
        assert_eq!(found("", Some(Role::Admin), 10).await, ["rita"]);
        assert_eq!(found("", None, 2).await, ["a_b", "adele"]);
        let ada = person::one(&town.context, administrator, &"ada".parse().unwrap()).await.unwrap();
        assert_eq!(ada.quarantine, Quarantine::Until(noon() + town.context.terms.quarantine));
        assert_eq!(ada.listed.email, "ada@mail.example");
    }

    async fn a_report_is_read_with_its_statuses_and_resolved_once(town) {
        let (mia, ada) = (with_role(&town, "mia", Role::Moderator).await, town.join("ada").await);
        let root = with_role(&town, "rita", Role::Admin).await;
        let post = town.post(&ada, Visibility::Public).await;
        let bob = town.join("bob").await;
        let made = NewReport {
            once: None,
            account: ada.account.id,
            statuses: vec![post.id],
            content: "Not true".to_owned(),
            forward: false,
        };
        let id = reporting::report(&town.context, &bob, made).await.unwrap().report.id;
        let moderator = Moderator::of(&mia).unwrap();
        let open = report::one(&town.context, moderator, id).await.unwrap();
        assert_eq!(open.statuses, [post]);
        assert_eq!(open.listed.about[0].id, ada.account.id);
        assert_eq!((open.reporter.unwrap().id, open.listed.resolution), (bob.account.id, None));
        assert!(open.unknown.is_empty());
        for note in ["Asked her to mend it", "again"] {
            report::resolve(&town.context, moderator, id, note).await.unwrap();
        }
        let listed = report::list(&town.context, moderator, Page::newest(10)).await.unwrap();
        let resolution = listed[0].resolution.as_ref().unwrap();
        assert_eq!((resolution.by.as_str(), resolution.note.as_str()), ("mia", "Asked her to mend it"));
        let entry = log(&town, &root).await.remove(0);
        let mia = Doer::Member("mia".to_owned());
        assert_eq!((entry.act, entry.subject, entry.done_by), (Act::ResolveReport, id.to_string(), mia));
    }

    async fn whom_those_invite_who_run_the_instance_is_in_the_log(town) {
        let (root, ada) = (with_role(&town, "rita", Role::Admin).await, town.join("ada").await);
        let context = Context {
            terms: Terms { registration: Registration::Invite, ..town.context.terms },
            ..town.context.clone()
        };
        let wish = || Wish { id: invitation::new_id(&town.context), offers_follow: false, to: None, language: None };
        let (made, of_a_member) = (wish(), wish());
        for wish in [made.clone(), made.clone()] {
            invitation::make(&context, &root, wish).await.unwrap();
        }
        invitation::make(&context, &ada, of_a_member.clone()).await.unwrap();
        for _ in 0..2 {
            invitation::take_back(&town.context, &root, &made.id).await.unwrap();
        }
        invitation::take_back(&town.context, &ada, &of_a_member.id).await.unwrap();
        let written: Vec<_> = log(&town, &root).await.into_iter().map(|entry| (entry.act, entry.subject)).collect();
        let entry = |act| (act, made.id.to_string());
        assert_eq!(written, [entry(Act::TakeBackInvitation), entry(Act::Invite)], "each once, and no member's");
    }

    async fn what_is_done_from_the_command_line_is_in_the_log(town) {
        let root = with_role(&town, "rita", Role::Admin).await;
        audit::record_command(&town.context, Act::IssueToken, "ada".to_owned(), "read".to_owned()).await.unwrap();
        let entry = log(&town, &root).await.remove(0);
        assert_eq!((entry.done_by, entry.act), (Doer::CommandLine, Act::IssueToken));
        assert_eq!((entry.subject.as_str(), entry.note.as_str()), ("ada", "read"));
    }

    async fn work_that_was_given_up_is_tried_again(town) {
        let (root, ada) = (with_role(&town, "rita", Role::Admin).await, town.join("ada").await);
        let administrator = Administrator::of(&root).unwrap();
        let job = Job::VerifyLinks { account: ada.account.id };
        let id = JobId::next(noon(), &*town.context.entropy);
        let wanted = Lease {
            queue: job.queue(),
            limit: 10,
            per_host: 10,
            skipped_hosts: &[],
            now: noon(),
            duration: chrono::TimeDelta::minutes(1),
        };
        let mut transaction = town.begin().await;
        job::enqueue(&mut transaction, &job, noon(), noon(), id).await.unwrap();
        let leased = job::lease(&mut transaction, wanted).await.unwrap().remove(0);
        job::fail(&mut transaction, &leased, "nobody answers", noon()).await.unwrap();
        transaction.commit().await.unwrap();
        let shown = queue::show(&town.context, administrator, None).await.unwrap();
        assert_eq!((shown.counts.failed, shown.failed[0].id), (1, id));
        assert_eq!(shown.failed[0].last_error, "nobody answers");
        queue::retry(&town.context, administrator, id).await.unwrap();
        assert!(matches!(queue::retry(&town.context, administrator, id).await, Err(Error::NotFound)));
        let shown = queue::show(&town.context, administrator, None).await.unwrap();
        assert_eq!((shown.counts.failed, shown.counts.ready, shown.failed.len()), (0, 1, 0));
        assert_eq!(log(&town, &root).await[0].act, Act::RetryJob);
    }

    async fn what_another_server_did_not_take_is_forgotten_after_thirty_days_and_own_work_is_not(town) {
        let (root, ada) = (with_role(&town, "rita", Role::Admin).await, town.join("ada").await);
        let administrator = Administrator::of(&root).unwrap();
        let delivery = Job::Deliver {
            activity: away("activities/1"),
            inbox: away("inbox"),
            signer: ada.account.id,
            withdrawal: false,
        };
        let process = Job::Process { actor: actor("ben").uri, activity: away("activities/2") };
        let own = Job::VerifyLinks { account: ada.account.id };
        let mut transaction = town.begin().await;
        for job in [delivery, process, own] {
            let id = JobId::next(noon(), &*town.context.entropy);
            job::enqueue(&mut transaction, &job, noon(), noon(), id).await.unwrap();
            let wanted = Lease {
                queue: job.queue(),
                limit: 10,
                per_host: 10,
                skipped_hosts: &[],
                now: noon(),
                duration: chrono::TimeDelta::minutes(1),
            };
            let leased = job::lease(&mut transaction, wanted).await.unwrap().remove(0);
            job::fail(&mut transaction, &leased, "nobody answers", noon()).await.unwrap();
        }
        transaction.commit().await.unwrap();
        let all = queue::show(&town.context, administrator, None).await.unwrap();
        let first = &all.failed[0];
        let place = GivenUp { at: first.failed_at, job: first.id };
        let after = place.to_string().parse().unwrap();
        let older = queue::show(&town.context, administrator, Some(after)).await.unwrap();
        assert_eq!((older.failed, older.counts.failed), (all.failed[1..].to_vec(), 3));
        for (days, left) in [(29, 3), (31, 1)] {
            town.wait(chrono::TimeDelta::days(days)).await;
            assert!(!queue::forget_given_up(&town.context).await.unwrap());
            let shown = queue::show(&town.context, administrator, None).await.unwrap();
            assert_eq!(shown.counts.failed, left, "after {days} days");
        }
        let shown = queue::show(&town.context, administrator, None).await.unwrap();
        assert_eq!(shown.failed[0].queue, Queue::Timer);
    }
}
