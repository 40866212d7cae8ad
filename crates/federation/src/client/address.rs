//! Which addresses outbound requests may be dialled.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

/// How far a request may reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Public unicast addresses and the networks the operator allows.
    Public,
    /// The networks the operator allows and nothing else.
    AllowedNetworks,
}

/// Decides about an address just before it is dialled.
#[derive(Clone, Debug, Default)]
pub(super) struct AddressPolicy {
    allowed: Vec<IpNet>,
}

impl AddressPolicy {
    pub(super) fn new(allowed: Vec<IpNet>) -> Self {
        Self { allowed }
    }

    pub(super) fn admits(&self, address: IpAddr, reach: Reach) -> bool {
        let address = address.to_canonical();
        self.allowed.iter().any(|network| network.contains(&address))
            || (reach == Reach::Public && is_public(address))
    }
}

/// IPv4 networks that are not public unicast (IANA special-purpose registry, multicast, reserved).
const SPECIAL_IPV4: [Ipv4Net; 16] = [
    ipv4([0, 0, 0, 0], 8),
    ipv4([10, 0, 0, 0], 8),
    ipv4([100, 64, 0, 0], 10),
    ipv4([127, 0, 0, 0], 8),
    ipv4([169, 254, 0, 0], 16),
    ipv4([172, 16, 0, 0], 12),
    ipv4([192, 0, 0, 0], 24),
    ipv4([192, 0, 2, 0], 24),
    ipv4([192, 31, 196, 0], 24),
    ipv4([192, 88, 99, 0], 24),
    ipv4([192, 168, 0, 0], 16),
    ipv4([198, 18, 0, 0], 15),
    ipv4([198, 51, 100, 0], 24),
    ipv4([203, 0, 113, 0], 24),
    ipv4([224, 0, 0, 0], 4),
    ipv4([240, 0, 0, 0], 4),
];

/// The only block from which public IPv6 unicast addresses are given out.
const GLOBAL_UNICAST: Ipv6Net = ipv6([0x2000, 0, 0, 0, 0, 0, 0, 0], 3);

/// Parts of the global unicast block that lead elsewhere: protocol assignments with Teredo and
/// benchmarking, documentation (twice), 6to4.
const SPECIAL_IPV6: [Ipv6Net; 4] = [
    ipv6([0x2001, 0, 0, 0, 0, 0, 0, 0], 23),
    ipv6([0x2001, 0xdb8, 0, 0, 0, 0, 0, 0], 32),
    ipv6([0x2002, 0, 0, 0, 0, 0, 0, 0], 16),
    ipv6([0x3fff, 0, 0, 0, 0, 0, 0, 0], 20),
];

/// The well-known NAT64 prefix (RFC 6052), behind which the last 32 bits are the IPv4 address meant.
const NAT64: Ipv6Net = ipv6([0x64, 0xff9b, 0, 0, 0, 0, 0, 0], 96);

const fn ipv4(octets: [u8; 4], prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(octets[0], octets[1], octets[2], octets[3]), prefix)
}

const fn ipv6(part: [u16; 8], prefix: u8) -> Ipv6Net {
    let address = Ipv6Addr::new(
        part[0], part[1], part[2], part[3], part[4], part[5], part[6], part[7],
    );
    Ipv6Net::new_assert(address, prefix)
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_ipv4(address),
        IpAddr::V6(address) if NAT64.contains(&address) => {
            let [.., a, b, c, d] = address.octets();
            is_public_ipv4(Ipv4Addr::new(a, b, c, d))
        }
        IpAddr::V6(address) => {
            GLOBAL_UNICAST.contains(&address)
                && !SPECIAL_IPV6.iter().any(|network| network.contains(&address))
        }
    }
}

fn is_public_ipv4(address: Ipv4Addr) -> bool {
    !SPECIAL_IPV4.iter().any(|network| network.contains(&address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_unicast_is_reached() {
        let policy = AddressPolicy::default();
        for text in [
            "1.1.1.1",
            "93.184.215.14",
            "100.128.0.1",
            "172.32.0.1",
            "2606:4700::1111",
            "2a01:4f8::1",
        ] {
            assert!(policy.admits(text.parse().unwrap(), Reach::Public), "{text}");
            assert!(
                !policy.admits(text.parse().unwrap(), Reach::AllowedNetworks),
                "{text}"
            );
        }
        let refused = "
            0.0.0.0 0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.0.1 169.254.169.254
            172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255
            198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255
            :: ::1 fe80::1 febf::1 fec0::1 fc00::1 fdff::1 ff02::1 100::1 5f00::1
            2001:db8::1 3fff::1 2001:2::1 2001:10::1 2001:20::1";
        for text in refused.split_whitespace() {
            assert!(!policy.admits(text.parse().unwrap(), Reach::Public), "{text}");
        }
    }

    #[test]
    fn ipv4_written_inside_ipv6_is_judged_as_what_it_leads_to() {
        let policy = AddressPolicy::default();
        for text in ["::ffff:1.1.1.1", "64:ff9b::1.1.1.1"] {
            assert!(policy.admits(text.parse().unwrap(), Reach::Public), "{text}");
        }
        let refused = "
            ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1 ::10.0.0.1 ::1.1.1.1
            64:ff9b::127.0.0.1 64:ff9b::10.0.0.1 64:ff9b:1::1.1.1.1
            2002:7f00:1:: 2002:a00:1:: 2001:0:7f00:1::1 2001:0:1:1:0:0:80ff:fffe";
        for text in refused.split_whitespace() {
            assert!(!policy.admits(text.parse().unwrap(), Reach::Public), "{text}");
        }
    }

    #[test]
    fn an_allowed_network_opens_itself_and_no_more() {
        let policy = AddressPolicy::new(vec!["127.0.0.1/32".parse().unwrap(), "fd00::/8".parse().unwrap()]);
        for text in ["127.0.0.1", "::ffff:127.0.0.1", "fd12::1"] {
            assert!(
                policy.admits(text.parse().unwrap(), Reach::AllowedNetworks),
                "{text}"
            );
            assert!(policy.admits(text.parse().unwrap(), Reach::Public), "{text}");
        }
        for text in ["127.0.0.2", "::1", "fc00::1", "10.0.0.1", "64:ff9b::127.0.0.1"] {
            assert!(!policy.admits(text.parse().unwrap(), Reach::Public), "{text}");
        }
    }
}
