// Below the editor: the rows, the chart, the plan, the profile, and what happened.
function results(desk) {
  const rows = grid(desk);
  const instead = node("div", { className: "instead", role: "status" });
  const below = node("div", { className: "foot" });
  const rowsPane = node("div", { className: "pane rows" }, instead, rows.host, below);
  const drawn = chart(desk);
  const explained = plans(desk, "plan", { ask: tidemark.live("Show the plan"), about: tidemark.live("How DuckDB would run the statement, without running it.") });
  const profiled = plans(desk, "profile", { ask: tidemark.live("Run and profile"), about: tidemark.live("Runs the statement and measures each step.") });
  const lines = log(desk);
  let filtering = false;
  const parts = [["Grid", rowsPane, tidemark.live("Grid")], ["Chart", drawn, tidemark.live("Chart")], ["Plan", explained.host, tidemark.live("Plan")], ["Profile", profiled.host, tidemark.live("Profile")], ["Messages", lines, tidemark.live("Messages")]];
  const chosen = panes(tidemark.live("Results"), parts, (name) => {
    if (name === "Grid") rows.redraw();
    if (name === "Plan") explained.look();
    if (name === "Profile") profiled.look();
    desk.tell({ tell: "pane", name });
  });
  const draw = () => {
    const run = desk.latest();
    const said = outcome(desk, run);
    instead.replaceChildren(...(said ? [said] : []));
    instead.hidden = !said;
    rows.host.hidden = Boolean(said);
    if (said) rows.drop();
    else rows.show(run);
    const done = run?.phase === "done";
    below.hidden = !done;
    below.replaceChildren(...(done ? foot.made(desk, run, () => rows.filters((filtering = !filtering))).filter(Boolean) : []));
    if (run?.phase === "fault" && run.rows.length) below.hidden = false, below.replaceChildren(node("span", { className: "wrong", textContent: run.fault.message }));
  };
  desk.on("turn", ({ run }) => {
    if (run.kind !== "run" || run.tab !== desk.state.active) return;
    if (run.phase === "sent" || run.phase === "fault") chosen.choose("Grid");
    draw();
  });
  desk.on("batch", ({ run, rows: more }) => {
    if (run !== desk.latest()) return;
    if (run.rows.length === more.length) draw();
    else rows.append(run);
  });
  desk.on("passed", ({ rows: left }) => below.querySelector(".passed")?.replaceChildren(foot.passed(left)));
  desk.on("shown", draw);
  desk.on("schema", () => !desk.latest() && draw());
  draw();
  return node("section", { className: "results", "aria-label": tidemark.live("Results") }, chosen.row, ...parts.map(([, part]) => part));
}
