// Everything under `.localhost` is this machine (RFC 6761, section 6.3), also where the C library does not know it.

import dns from "node:dns";

const lookUp = dns.lookup;

dns.lookup = (name, options, callback) => {
  const isHere = name === "localhost" || name.endsWith(".localhost");
  return lookUp(isHere ? "127.0.0.1" : name, options, callback);
};
