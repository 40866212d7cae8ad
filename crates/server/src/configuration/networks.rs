//! Lists of networks: `10.0.0.0/8, fd00::/8`; a bare address is a network of one.

use std::net::IpAddr;

use ipnet::IpNet;

use super::ConfigurationError;
use super::settings::Settings;

pub(super) fn networks(settings: &Settings, name: &'static str) -> Result<Vec<IpNet>, ConfigurationError> {
    let list = settings.get(name).unwrap_or_default();
    list.split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(|part| {
            let bare = || part.parse::<IpAddr>().map(IpNet::from);
            part.parse::<IpNet>().or_else(|_| bare()).map_err(|_| {
                ConfigurationError::value(
                    name,
                    part,
                    "write networks such as 10.0.0.0/8, with commas between them",
                )
            })
        })
        .collect()
}
