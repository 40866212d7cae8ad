// A tab of the browser in which nothing goes unnoticed: what the page complains about, whom it asks, what it weighs.

/** The widths at which pages are looked at: a phone, a tablet, a desk. */
export const WIDTHS = [360, 768, 1280];

const HEIGHT = 900;

/** Runs in the page: the innermost elements that make it scroll sideways. */
export function tooWide() {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) {
    return [];
  }
  const sticksOut = (element) => element.getBoundingClientRect().right > room + 0.5;
  const wide = [...document.body.querySelectorAll("*")].filter(sticksOut);
  const innermost = wide.filter((element) => ![...element.children].some(sticksOut));
  return innermost.map((element) => element.outerHTML.slice(0, 200));
}

export class Tab {
  /** Opens it for somebody whose browser has no cookies yet. It is used at all widths, one after the other. */
  static async open(browser, server, { language = "en", scripts = true, widths = WIDTHS } = {}) {
    const context = await browser.newContext({
      baseURL: server.origin,
      reducedMotion: "reduce",
      viewport: { width: widths[0], height: HEIGHT },
    });
    context.setDefaultTimeout(15_000);
    const tab = await Tab.#within(context, server, { language, scripts, widths });
    // Otherwise a page would seem to weigh only what the pages before it did not bring.
    await tab.protocol.send("Network.enable");
    await tab.protocol.send("Network.setCacheDisabled", { cacheDisabled: true });
    return tab;
  }

  static async #within(context, server, { language, scripts, widths }) {
    const page = await context.newPage();
    const tab = new Tab(context, page, server, { language, scripts, widths });
    tab.protocol = await context.newCDPSession(page);
    tab.userAgent = await page.evaluate(() => navigator.userAgent);
    await tab.prefer(language);
    await tab.allowScripts(scripts);
    return tab;
  }

  constructor(context, page, server, { language, scripts, widths }) {
    this.context = context;
    this.page = page;
    this.server = server;
    this.language = language;
    this.scripts = scripts;
    // Those at which the tab is used, one after the other.
    this.widths = [...widths];
    this.usualWidth = widths[0];
    this.complaints = [];
    this.failed = null;
    this.requests = [];
    // Where the page is from; it asks nobody else. What the page before it asked for may still be under way.
    this.host = null;
    this.hostBefore = null;
    page.on("request", (request) => this.#note(request));
    page.on("response", (response) => this.#notice(response));
    page.on("requestfailed", (request) => this.#fail(request));
    page.on("console", (message) => this.#hear(message));
    page.on("pageerror", (error) => this.complaints.push(`a script failed: ${error.message}`));
  }

  /** Another tab of the same person, in German, narrow and without scripts. What it complains about, this one does. */
  async beside() {
    if (this.other === undefined) {
      const german = { language: "de", scripts: false, widths: [WIDTHS[0]] };
      this.other = await Tab.#within(this.context, this.server, german);
      await this.other.width(WIDTHS[0]);
    }
    return this.other;
  }

  /** Goes to a path or address and answers the status. */
  async go(path) {
    const answer = await this.page.goto(path);
    return answer.status();
  }

  /** Clicks what leads to another page, and waits until it is there. At each width of the tab it could be clicked. */
  async click(selector) {
    for (let left = this.widths.length - 1; left > 0; left -= 1) {
      await this.turn();
      await this.page.click(selector, { trial: true });
    }
    await this.turn();
    await this.follow(() => this.page.click(selector));
  }

  /** Does what leads to another page, and waits until it is there. */
  async follow(act) {
    await Promise.all([this.page.waitForEvent("load"), act()]);
    await this.#isWideEnough();
  }

  /** Goes on to the next width of the tab. */
  async turn() {
    if (this.widths.length > 1) {
      this.widths.push(this.widths.shift());
      this.usualWidth = this.widths[0];
      await this.width(this.usualWidth);
      await this.#isWideEnough();
    }
  }

  /** How the page that stands in the tab was asked for. */
  get navigation() {
    return this.requests.find((request) => request.isNavigationRequest() && request.redirectedTo() === null);
  }

  /** The bytes that the page and everything it needs cost on the way. */
  async weight() {
    const arrived = this.requests.filter((request) => request.failure() === null);
    // Without the cache what is preloaded may be fetched once more when it is used, which happens to nobody else.
    const once = [...new Map(arrived.map((request) => [request.url(), request])).values()];
    const sizes = await Promise.all(once.map((request) => request.sizes()));
    return sizes.reduce((sum, size) => sum + size.responseBodySize + size.responseHeadersSize, 0);
  }

  /** What there was to complain about since the last time. */
  takeComplaints() {
    return [...this.complaints.splice(0), ...(this.other?.takeComplaints() ?? [])];
  }

  /** Changes the language that the browser asks for. */
  async prefer(language) {
    const asking = { userAgent: this.userAgent, acceptLanguage: language };
    await this.protocol.send("Emulation.setUserAgentOverride", asking);
  }

  /** Lets the page run scripts, or not, from now on. */
  async allowScripts(areAllowed) {
    await this.protocol.send("Emulation.setScriptExecutionDisabled", { value: !areAllowed });
  }

  /** The header with what the browser keeps for the server. */
  async cookie() {
    const cookies = await this.context.cookies(this.server.origin);
    return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  }

  /** Keeps a cookie that the server has set. */
  async keep(cookie) {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(cookie);
    await this.context.addCookies([{ name, value, url: this.server.origin, httpOnly: true, sameSite: "Lax" }]);
  }

  async width(width) {
    await this.page.setViewportSize({ width, height: HEIGHT });
  }

  async close() {
    await this.context.close();
  }

  async #isWideEnough() {
    const wide = await this.page.evaluate(tooWide);
    this.complaints.push(...wide.map((element) => `too wide for ${this.usualWidth} px: ${element}`));
  }

  #note(request) {
    const address = new URL(request.url());
    if (request.isNavigationRequest() && request.frame() === this.page.mainFrame()) {
      if (request.redirectedFrom() === null) {
        this.requests = [];
        this.hostBefore = this.host;
      }
      this.host = address.host;
    }
    this.requests.push(request);
    if (address.protocol !== "data:" && ![this.host, this.hostBefore].includes(address.host)) {
      this.complaints.push(`a request left for another host: ${request.method()} ${request.url()}`);
    }
  }

  /** Chromium complains once about a page that is itself answered with a failure, which the test looks at. */
  #notice(response) {
    if (response.request() === this.navigation) {
      this.failed = response.status() >= 400 ? response.url() : null;
    }
  }

  #fail(request) {
    // What the page still waits for is broken off when it is left.
    const { errorText } = request.failure();
    if (errorText !== "net::ERR_ABORTED") {
      this.complaints.push(`a request failed: ${request.url()}, ${errorText}`);
    }
  }

  #hear(message) {
    if (message.type() !== "error" && message.type() !== "warning") {
      return;
    }
    const isAboutStatus = message.text().startsWith("Failed to load resource: the server responded with");
    if (isAboutStatus && message.location().url === this.failed) {
      this.failed = null;
      return;
    }
    this.complaints.push(`${message.type()} in the console: ${message.text()} (${message.location().url})`);
  }
}
