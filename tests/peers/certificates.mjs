// The authority that everybody trusts, and the certificate of all names.

import { join } from "node:path";

const DIRECTORY = process.env.VOUCHWELL_PEERS_CERTIFICATES;

export const tls = {
  authority: join(DIRECTORY, "client.pem"),
  certificate: join(DIRECTORY, "server.pem"),
  key: join(DIRECTORY, "server.key"),
};
