// The connection to the meeting. When it is lost it comes back by itself, and what was typed meanwhile is sent then.
const SIGNED_OUT = 4001;
const LONGEST = 8000;
const KEPT = new Set(["note"]);

export class Line {
  // `heard` takes what the server tells; `lost` takes the seconds until the next attempt, undefined once it is back.
  constructor({ token, join, heard, lost }) {
    Object.assign(this, { token, join, heard, lost, failed: 0, waiting: [] });
    addEventListener("online", () => this.hurry());
    addEventListener("offline", () => this.socket?.close());
    addEventListener("pagehide", () => (this.over = true));
    this.open();
  }

  open() {
    const address = new URL(`${location.pathname.replace(/\/$/, "")}/ws`, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    this.socket = new WebSocket(address, ["bokeh", this.token]);
    this.socket.addEventListener("open", () => this.begin());
    this.socket.addEventListener("message", ({ data }) => this.take(JSON.parse(data)));
    this.socket.addEventListener("close", (event) => this.closed(event));
  }

  begin() {
    this.send(this.join());
    for (const message of this.waiting.splice(0)) this.send(message);
  }

  take(told) {
    this.failed = 0;
    this.lost();
    this.heard(told);
  }

  do(what, about = {}) {
    const message = { do: what, ...about };
    if (this.socket.readyState === WebSocket.OPEN) this.send(message);
    else if (KEPT.has(what)) this.waiting.push(message);
  }

  send(message) {
    this.socket.send(JSON.stringify(message));
  }

  // Another language is told by another connection: its texts are those of the cookie.
  again() {
    this.swift = true;
    this.socket.close();
  }

  end() {
    this.over = true;
    this.socket.close();
  }

  closed({ code }) {
    if (this.over) return;
    if (code === SIGNED_OUT) return this.sign_in();
    const wait = this.swift ? 0 : Math.min(LONGEST, 400 * 2 ** this.failed) * (0.6 + 0.4 * Math.random());
    this.swift = false;
    this.failed += 1;
    this.retry(Date.now() + wait);
  }

  retry(at) {
    const seconds = (at - Date.now()) / 1000;
    if (this.failed > 1 || seconds > 0.1) this.lost(Math.max(0, Math.ceil(seconds)));
    this.hurry = () => this.retry(0);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (Date.now() >= at ? this.renew() : this.retry(at)), Math.min(1000, Math.max(0, at - Date.now())));
  }

  hurry() {}

  // A token opens one connection for a while: the next needs another.
  async renew() {
    this.hurry = () => {};
    try {
      const answer = await fetch(`${location.pathname}?token=`, { cache: "no-store", redirect: "manual", signal: AbortSignal.timeout(5000) });
      if (answer.type === "opaqueredirect" || answer.status === 401) return this.sign_in();
      if (answer.status === 404 || answer.status === 403) return location.reload();
      this.token = (await answer.json()).token;
      this.open();
    } catch {
      this.closed({});
    }
  }

  sign_in() {
    this.over = true;
    location.assign(`../signin?${new URLSearchParams({ to: location.pathname + location.search })}`);
  }
}
