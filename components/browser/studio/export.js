// A deck as a file: what kind, in which language; how far it is; and the file. Writing goes on while the dialog is shut.
function exporting(desk, deck, meeting = "") {
  const root = node("div", { className: "exporting" });
  const kinds = [
    ["pdf", tidemark.say("PDF: a page a slide, charts as vectors")],
    ["pptx", tidemark.say("PowerPoint: titles, words, notes and tables that can be edited")],
    ["xlsx", tidemark.say("Excel: the figures behind every slide")],
    ["html", tidemark.say("One HTML file: charts that can be brushed without a server")],
  ];
  const form = node("form", { on: { submit: (event) => { event.preventDefault(); begin(); } } });
  const choice = ([kind, label], place) =>
    node("label", { className: "choice" }, node("input", { type: "radio", name: "format", value: kind, checked: place === 0 }), node("span", { textContent: label }));
  const language = node("select", { name: "language", "aria-label": tidemark.say("Language of the file") },
    ...Object.entries({ en: "English", ko: "한국어" }).map(([value, name]) => node("option", { value, textContent: name, selected: value === tidemark.language })));
  const notes = node("input", { type: "checkbox", name: "notes" });
  const noted = node("label", { className: "choice", hidden: !desk.may("present") }, notes, node("span", { textContent: tidemark.say("With the speaker notes") }));
  const minutes = node("select", { name: "minutes", "aria-label": tidemark.say("Minutes") });
  const met = node("label", { className: "language", hidden: true }, node("span", { textContent: tidemark.say("Minutes") }), minutes);
  const draw = () => { met.hidden = !minutes.options.length || new FormData(form).get("format") === "html"; };
  desk.met = ({ deck: of, meetings }) => {
    if (of !== deck.id || !meetings.length) return;
    const option = ({ id, when, version }) => node("option", { value: id, selected: id === meeting,
      textContent: version ? tidemark.say("of {time}, with version {version} as it was shown", { time: moment(when), version }) : tidemark.say("of {time}", { time: moment(when) }) });
    minutes.replaceChildren(node("option", { value: "", textContent: tidemark.say("without") }), ...meetings.map(option));
    draw();
  };
  desk.send({ do: "meetings", deck: deck.id });
  form.addEventListener("change", draw);
  form.append(...kinds.map(choice), node("label", { className: "language" }, node("span", { textContent: tidemark.say("Language") }), language), met, noted,
    node("button", { type: "submit", className: "main", textContent: tidemark.say("Export") }));
  const list = node("ul", { className: "jobs", "aria-live": "polite" });
  root.append(form, list);

  const ask = async (path, options = {}) => {
    const answer = await fetch(path, { credentials: "same-origin", ...options, headers: { "X-Tidemark-Csrf": desk.state.csrf, ...options.headers } });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    return JSON.parse(text);
  };

  async function begin() {
    const format = new FormData(form).get("format");
    const row = line(list);
    desk.flush?.();
    try {
      const wish = { deck: deck.id, format, language: language.value, notes: notes.checked, meeting: met.hidden ? "" : minutes.value };
      const { job } = await ask("./present/export", { method: "POST", body: JSON.stringify(wish), headers: { "Content-Type": "application/json" } });
      await follow(row, job);
    } catch (error) {
      row.failed(error.message || tidemark.say("The server cannot be reached"));
    }
  }

  async function follow(row, job) {
    let stopped = false;
    row.stop.addEventListener("click", () => {
      stopped = true;
      ask(`./present/export/${job}`, { method: "DELETE" }).catch(() => {});
      row.failed(tidemark.say("Stopped"));
    });
    for (let missed = 0; !stopped; ) {
      await new Promise((done) => setTimeout(done, 700));
      try {
        const state = await ask(`./present/export/${job}`);
        missed = 0;
        if (stopped) return;
        if (state.state === "done") return row.done(state, `./present/export/${job}/file`);
        if (state.state === "failed") return row.failed(state.problem);
        if (state.state === "stopped") return row.failed(tidemark.say("Stopped"));
        row.moved(state);
      } catch (error) {
        missed += 1;
        if (missed > 20) throw error;
      }
    }
  }

  return root;

  // One file: a bar that fills, then a link, or the reason why there is no file.
  function line(list) {
    const bar = node("progress", {});
    const said = node("span", { className: "said", textContent: tidemark.say("Waiting") });
    const stop = node("button", { type: "button", className: "stop", textContent: tidemark.say("Stop") });
    const row = node("li", {}, bar, said, stop);
    list.prepend(row);
    const end = () => { bar.remove(); stop.remove(); };
    return {
      stop,
      moved({ state, done, of }) {
        if (of) Object.assign(bar, { max: of, value: done });
        said.textContent = state === "waiting" ? tidemark.say("Waiting") : tidemark.say("{done} of {of} slides", { done, of });
      },
      done({ name, bytes, code }, address) {
        end();
        const link = node("a", { href: address, download: name, textContent: name });
        said.replaceChildren(link, ` ${size(bytes)} `, node("span", { className: "code", textContent: code }));
      },
      failed(reason) {
        end();
        row.classList.add("wrong");
        said.textContent = reason;
      },
    };
  }

  function size(bytes) {
    return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  }
}
