// A small mail server on loopback that keeps what it gets.

import { createServer } from "node:net";

import { eventually } from "./eventually.mjs";

export class Mailbox {
  #letters = [];

  static async open() {
    const mailbox = new Mailbox();
    mailbox.listener = createServer((socket) => mailbox.#talk(socket));
    await new Promise((resolve) => mailbox.listener.listen(0, "127.0.0.1", resolve));
    return mailbox;
  }

  /** As `VOUCHWELL_SMTP` names it. */
  get url() {
    return `smtp://127.0.0.1:${this.listener.address().port}`;
  }

  /** The link in the next letter to an address, which is taken out. */
  async link(to) {
    const letter = await eventually(
      () => `a letter to ${to}`,
      async () => this.#letters.find((one) => one.to === to),
    );
    this.#letters.splice(this.#letters.indexOf(letter), 1);
    return letter.text.match(/^http:\S+$/m)[0];
  }

  close() {
    this.listener.close();
  }

  #talk(socket) {
    let rest = "";
    let to = "";
    let letter = null;
    const hear = (line) => {
      if (letter !== null) {
        if (line === ".") {
          this.#letters.push({ to, text: plain(letter.join("\n")) });
          letter = null;
          return "250 taken";
        }
        letter.push(line.replace(/^\./, ""));
        return null;
      }
      switch (line.slice(0, 4).toUpperCase()) {
        case "RCPT":
          to = line.match(/<(.*?)>/)[1];
          return "250 ok";
        case "DATA":
          letter = [];
          return "354 go on";
        case "QUIT":
          return "221 bye";
        default:
          return "250 ok";
      }
    };
    // Who hangs up has ended it.
    socket.on("error", () => socket.destroy());
    socket.on("data", (bytes) => {
      const lines = (rest + bytes).split("\r\n");
      rest = lines.pop();
      lines.map(hear).forEach((answer) => answer && socket.write(`${answer}\r\n`));
    });
    socket.write("220 mail.test\r\n");
  }
}

/** The letter without what quoted-printable put into it, as far as links need it. */
function plain(letter) {
  return letter.replaceAll("=\n", "").replaceAll(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
}
