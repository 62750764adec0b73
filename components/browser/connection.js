// When the connection is lost, says so and comes back to the same view: its state stands in the address. Who is signed
// out signs in first.
(() => {
  const FAILED = "tidemark: times in a row that the page did not open";
  const LONGEST = 7;
  const OVER = 4001;
  let gone = false;
  const say = (text) => {
    const band = document.createElement("div");
    band.id = "cut";
    band.setAttribute("role", "alert");
    band.textContent = text;
    document.body.append(band);
  };
  const answers = () => fetch("./health", { cache: "no-store", signal: AbortSignal.timeout(5000) });
  const retry = async () => {
    try {
      if ((await answers()).ok) return location.reload();
    } catch {
      // still away
    }
    setTimeout(retry, 300 + 600 * Math.random());
  };
  const lost = (event) => {
    if (gone) return;
    gone = true;
    const failed = document.getElementById("skeleton") ? Number(sessionStorage.getItem(FAILED)) + 1 : 0;
    sessionStorage.setItem(FAILED, failed);
    const why = event?.code === 1011 && event.reason;
    say(
      why || failed < 4
        ? why || tidemark.say("Connection lost. Trying again…")
        : tidemark.say("Still no connection. If this lasts, the server may not know the name in the address bar (TIDEMARK_HOSTS)."),
    );
    setTimeout(retry, 300 * 2 ** Math.min(failed, LONGEST) * Math.random());
  };
  const closed = (event) => {
    if (event.code !== OVER || gone) return lost(event);
    gone = true;
    location.assign(`./signin?${new URLSearchParams({ to: location.pathname + location.search })}`);
  };
  // The page's websocket is the only one. Bokeh tells of its end too, but not while the page is still opening.
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("close", closed);
      this.pace = new Paced((message) => message.forEach((frame) => super.send(frame)));
    }
    send(frame) {
      this.pace.take(frame);
    }
  };
  addEventListener("offline", () => answers().catch(lost));
  addEventListener("load", () => {
    if (!window.Bokeh) lost();
  });
  addEventListener("pagehide", () => {
    gone = true;
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
