// What stands in the place of the rows when there are none, with a next step.
const outcome = (() => {
  const HEADS = { wrong: "The statement is wrong", denied: "This may not run", stopped: "Stopped", lost: "The run was lost" };
  const OWN = "You stopped it.";
  const NEXT = {
    denied: "One statement that reads is what can run here: over the relations at the left, your own tables, and selection.",
    stopped: "Ask for less: fewer columns, a WHERE, a LIMIT, or an aggregate. The limits are those of one run.",
    lost: "Nothing of the text is lost. Run it again.",
  };
  const card = (kind, head, ...rest) => node("div", { className: `outcome ${kind}` }, node("h3", { textContent: head }), ...rest);
  const text = (content, className = "") => node("p", { textContent: content, className });
  const head = (kind, message, candidate) => {
    if (/^No value is given for /.test(message)) return "A value is missing";
    return HEADS[candidate ? "wrong" : kind] ?? "It did not run";
  };
  const fault = (desk, { kind, message, position, candidate }, wished) =>
    card(candidate ? "wrong" : kind, head(kind, message, candidate), text(message, "message"),
      NEXT[kind] && !candidate && !wished && message !== OWN && text(NEXT[kind]),
      node("div", { className: "actions" },
        candidate && button(`Change to ${candidate}`, "Write the nearest right name (Alt+Enter)", () => desk.tell({ tell: "fix" }), { className: "main" }),
        position !== null && position !== undefined && button("Go to the place", "Scroll to it in the editor", () => {
          desk.tell({ tell: "reveal" });
          desk.tell({ tell: "focus" });
        }),
        kind !== "wrong" && kind !== "denied" && button("Run again", "Ctrl+Enter", () => desk.run()),
        message !== OWN && button("Copy the message", "To send it to somebody", () => copy(message))));
  const begun = (desk) => {
    const some = desk.state.schema.relations.slice(0, 4);
    return card("begun", "No result yet", text("Ctrl+Enter runs the statement at the cursor, or what is marked."),
      some.length > 0 && node("div", { className: "actions" }, ...some.map(({ name }) =>
        button(`FROM ${name}`, `Write a first statement over ${name}`, () =>
          desk.tell({ tell: "insert", text: `FROM ${completion.quoted(name)}\nLIMIT 100` })))));
  };
  const empty = (desk, run) =>
    card("empty", "No rows", text(`The statement ran (${foot.said(run.done)}), and nothing meets what it asks for.`),
      text("Take a condition off, or look at what values there are: the schema shows the range of each column, and Sample rows some of its rows."));
  const waits = (run) =>
    card("waits", run.phase === "queued" ? "In the queue" : run.phase === "stopping" ? "Stopping" : "Running",
      text(run.phase === "queued" && run.place ? `${run.place} ${run.place === 1 ? "statement is" : "statements are"} before this one. It starts by itself.` : "Rows are shown as they come."));
  return (desk, run) => {
    if (!run) return begun(desk);
    if (run.phase === "fault") return fault(desk, run.fault, run.wished);
    if (run.phase === "done" && !run.rows.length) return empty(desk, run);
    return run.rows.length ? null : waits(run);
  };
})();
