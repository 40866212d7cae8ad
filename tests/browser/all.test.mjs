// All chapters, in one process.

import "./new_server.mjs";
import "./public_pages.mjs";
import "./waiting.mjs";
import "./acquaintances.mjs";
import "./meeting.mjs";
import "./writing.mjs";
import "./daily_life.mjs";
import "./own_account.mjs";
import "./passkeys.mjs";
import "./letters.mjs";
import "./administration.mjs";
