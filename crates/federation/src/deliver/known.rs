//! What has to be known to bring jobs, read at once for many of them.

use std::collections::{BTreeSet, HashMap, HashSet};

use bytes::Bytes;
use vouchwell_domain::account::Host;
use vouchwell_domain::identifier::ObjectUri;
use vouchwell_domain::job::{Job, LeasedJob};
use vouchwell_domain::peer::Peer;
use vouchwell_storage::{Error, activity, instance_domain, peer};

use crate::Federation;

/// Hosts and activities of jobs.
#[derive(Debug)]
pub(crate) struct Known {
    peers: HashMap<Host, Peer>,
    blocked: HashSet<Host>,
    bodies: HashMap<ObjectUri, Bytes>,
}

impl Known {
    /// What was learnt about a host, unless nothing was ever delivered to it.
    pub(super) fn peer(&self, host: &Host) -> Option<&Peer> {
        self.peers.get(host)
    }

    /// Whether nothing is sent to a host.
    pub(super) fn is_blocked(&self, host: &Host) -> bool {
        self.blocked.contains(host)
    }

    /// The JSON of an activity; nothing if what it was about is withdrawn.
    pub(super) fn body(&self, activity: &ObjectUri) -> Option<Bytes> {
        self.bodies.get(activity).cloned()
    }
}

impl Federation {
    /// Reads what jobs for these hosts need, in as many statements for all as for one. It holds for the moment: whoever
    /// waits before trying them reads anew.
    pub(crate) async fn read_up<'a>(
        &self,
        hosts: impl IntoIterator<Item = &'a Host>,
        jobs: impl IntoIterator<Item = &'a LeasedJob>,
    ) -> Result<Known, Error> {
        let hosts: BTreeSet<Host> = hosts.into_iter().cloned().collect();
        let activities = jobs.into_iter().filter_map(|leased| match &leased.job {
            Job::Deliver { activity, .. } => Some(activity),
            _ => None,
        });
        let mut snapshot = self.context.store.snapshot().await?;
        let bodies = activity::all_sent(&mut snapshot, activities)
            .await?
            .into_iter()
            .map(|sent| (sent.uri, Bytes::from(sent.body)))
            .collect();
        let peers = peer::all_of(&mut snapshot, hosts.iter().collect()).await?;
        let blocked = instance_domain::blocked_among(&mut snapshot, hosts).await?;
        Ok(Known {
            peers,
            blocked,
            bodies,
        })
    }
}
