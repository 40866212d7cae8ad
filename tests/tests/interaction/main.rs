//! What people do with statuses, between real processes.

mod announced;
mod between_servers;
mod found;
mod linked;
mod notified;
mod quoted;
mod scene;
