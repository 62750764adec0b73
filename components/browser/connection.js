// Takes the skeleton away once the page stands. When the connection is lost, says so and comes back to the same view.
(() => {
  const PATIENCE = 20_000;
  let cut = false;
  const say = () => {
    const band = document.createElement("div");
    band.id = "cut";
    band.setAttribute("role", "alert");
    band.textContent = "Connection lost. Trying again…";
    document.body.append(band);
  };
  const retry = async () => {
    try {
      const answer = await fetch("./health", { cache: "no-store" });
      if (answer.ok) return location.reload();
    } catch {
      // still away
    }
    setTimeout(retry, 500 + 1000 * Math.random());
  };
  const lost = () => {
    if (cut) return;
    cut = true;
    say();
    setTimeout(retry, 300 * Math.random());
  };
  addEventListener("beforeunload", () => {
    cut = true;
  });
  const begun = performance.now();
  let heard = false;
  const watch = setInterval(() => {
    const page = window.Bokeh?.documents?.[0];
    if (page && !heard) {
      heard = true;
      page.on_event("connection_lost", lost);
    }
    if (page?.is_idle) {
      document.getElementById("skeleton")?.remove();
      clearInterval(watch);
    } else if (performance.now() - begun > PATIENCE && !heard) {
      clearInterval(watch);
      lost();
    }
  }, 50);
})();
