// A server and those who meet on it.

import { tls } from "./certificates.mjs";
import * as database from "./database.mjs";
import { Fedify } from "./fedify.mjs";
import { Server } from "./server.mjs";

export class World {
  /** Starts a server, on PostgreSQL or on SQLite, and one of Fedify. */
  async start(onPostgres) {
    this.database = onPostgres ? await database.create() : undefined;
    this.vouchwell = await Server.start("vouchwell", { hold: "1s", database: this.database, tls });
    this.fedify = await Fedify.start();
    [this.ada, this.ben, this.pia] = await Promise.all([
      this.vouchwell.member("Ada Lund"),
      this.vouchwell.member("Ben Torp"),
      this.fedify.person("Pia Moreau"),
    ]);
  }

  async end() {
    await Promise.all([this.vouchwell?.end(), this.fedify?.end()]);
    if (this.database) {
      await database.drop();
    }
  }
}
