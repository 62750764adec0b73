// What stands in the place of the rows when there are none, with a next step.
const outcome = (() => {
  const HEADS = {
    wrong: tidemark.live("The statement is wrong"),
    denied: tidemark.live("This may not run"),
    stopped: tidemark.live("Stopped"),
    lost: tidemark.live("The run was lost"),
  };
  const own = (message) => message === tidemark.say("You stopped it.");
  const NEXT = {
    denied: tidemark.live("One statement that reads is what can run here: over the relations at the left, your own tables, and selection."),
    stopped: tidemark.live("Ask for less: fewer columns, a WHERE, a LIMIT, or an aggregate. The limits are those of one run."),
    lost: tidemark.live("Nothing of the text is lost. Run it again."),
  };
  const card = (kind, head, ...rest) => node("div", { className: `outcome ${kind}` }, node("h3", { textContent: head }), ...rest);
  const text = (content, className = "") => node("p", { textContent: content, className });
  const lacks = (message) => {
    const [before, after] = tidemark.say("No value is given for {names}.").split("{names}");
    return message.startsWith(before) && message.includes(after);
  };
  const head = (kind, message, candidate) => {
    if (lacks(message)) return tidemark.live("A value is missing");
    return HEADS[candidate ? "wrong" : kind] ?? tidemark.live("It did not run");
  };
  const fault = (desk, { kind, message, position, candidate }, wished) =>
    card(candidate ? "wrong" : kind, head(kind, message, candidate), text(message, "message"),
      NEXT[kind] && !candidate && !wished && !own(message) && text(NEXT[kind]),
      node("div", { className: "actions" },
        candidate && button(tidemark.live("Change to {name}", { name: candidate }), tidemark.live("Write the nearest right name (Alt+Enter)"), () => desk.tell({ tell: "fix" }), { className: "main" }),
        position !== null && position !== undefined && button(tidemark.live("Go to the place"), tidemark.live("Scroll to it in the editor"), () => {
          desk.tell({ tell: "reveal" });
          desk.tell({ tell: "focus" });
        }),
        kind !== "wrong" && kind !== "denied" && button(tidemark.live("Run again"), "Ctrl+Enter", () => desk.run()),
        !own(message) && button(tidemark.live("Copy the message"), tidemark.live("To send it to somebody"), () => copy(message))));
  const begun = (desk) => {
    const some = desk.state.schema.relations.slice(0, 4);
    return card("begun", tidemark.live("No result yet"), text(tidemark.live("Ctrl+Enter runs the statement at the cursor, or what is marked.")),
      some.length > 0 && node("div", { className: "actions" }, ...some.map(({ name }) =>
        button(`FROM ${name}`, tidemark.live("Write a first statement over {name}", { name }), () =>
          desk.tell({ tell: "insert", text: `FROM ${completion.quoted(name)}\nLIMIT 100` })))));
  };
  const empty = (desk, run) =>
    card("empty", tidemark.live("No rows"), text(() => tidemark.say("The statement ran ({rows}), and nothing meets what it asks for.", { rows: foot.said(run.done) })),
      text(tidemark.live("Take a condition off, or look at what values there are: the schema shows the range of each column, and Sample rows some of its rows.")));
  const ahead = (place) => (place === 1
    ? tidemark.live("1 statement is before this one. It starts by itself.")
    : tidemark.live("{place} statements are before this one. It starts by itself.", { place }));
  const waits = (run) =>
    card("waits", run.phase === "queued" ? tidemark.live("In the queue") : run.phase === "stopping" ? tidemark.live("Stopping") : tidemark.live("Running"),
      text(run.phase === "queued" && run.place ? ahead(run.place) : tidemark.live("Rows are shown as they come.")));
  return (desk, run) => {
    if (!run) return begun(desk);
    if (run.phase === "fault") return fault(desk, run.fault, run.wished);
    if (run.phase === "done" && !run.rows.length) return empty(desk, run);
    return run.rows.length ? null : waits(run);
  };
})();
