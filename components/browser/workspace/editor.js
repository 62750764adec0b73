// The editor: a session for each tab, so that each has its own cursor, undo and squiggles.
function editor(desk) {
  const host = node("div", { className: "ace" });
  const sessions = new Map();
  const draft = drafts(desk);
  const waiting = [];
  let ace, box, mark;
  desk.cursor = () => ({ start: 0, end: 0 });
  desk.draft = draft;

  const coloured = () => {
    const words = desk.state.schema;
    const Mode = mode(ace, words);
    sessions.forEach((session) => session.setMode(new Mode()));
    return Mode;
  };
  const session = (tab) => {
    if (sessions.has(tab.id)) return sessions.get(tab.id);
    const { EditSession } = ace.require("ace/edit_session");
    const { UndoManager } = ace.require("ace/undomanager");
    const Mode = mode(ace, desk.state.schema);
    const made = new EditSession(draft.restored(tab), new Mode());
    made.setUndoManager(new UndoManager());
    made.setUseWorker(false);
    made.setOptions({ tabSize: 2, useSoftTabs: true, wrap: desk.narrow });
    made.on("change", () => {
      mark.clear(made);
      draft.typed(tab.id, made.getValue());
      desk.tell({ tell: "typed", tab: tab.id });
    });
    sessions.set(tab.id, made);
    return made;
  };
  const shown = () => {
    const tab = desk.tab();
    const known = new Set(desk.state.tabs.map(({ id }) => id));
    for (const id of [...sessions.keys()].filter((each) => !known.has(each))) {
      draft.drop(id);
      sessions.delete(id);
    }
    if (!tab) return;
    const next = session(tab);
    if (box.session === next) return;
    draft.flush();
    box.completer?.detach?.();
    box.setSession(next);
    box.textInput.getElement().setAttribute("aria-label", tidemark.say("SQL, {tab}. Escape and then Tab leaves the editor.", { tab: tab.title }));
    draft.check(tab.id);
  };
  const units = () => {
    const { start, end } = box.getSelectionRange();
    return [start, end].map((position) => box.session.doc.positionToIndex(position));
  };
  const cursor = () => {
    const text = box.getValue();
    const [start, end] = units().map((each) => place.theirs(text, each));
    return { start, end };
  };
  const replace = (id, text, start, end) => {
    const target = sessions.get(id);
    if (!target) return;
    const old = target.getValue();
    const [from, to] = [start, end].map((each) => target.doc.indexToPosition(place.ours(old, each)));
    target.replace({ start: from, end: to }, text);
  };
  const keys = () => {
    const bound = {
      run: ["Ctrl-Enter", "Command-Enter|Ctrl-Enter", () => desk.run()],
      all: ["Ctrl-Shift-Enter", "Command-Shift-Enter", () => desk.runAll()],
      fix: ["Alt-Enter", "Alt-Enter", () => mark.apply()],
      format: ["Alt-Shift-F", "Alt-Shift-F", () => desk.format()],
      save: ["Ctrl-S", "Command-S", () => desk.save()],
      shortcuts: ["F1", "F1", () => desk.shortcuts()],
    };
    for (const [name, [win, mac, exec]] of Object.entries(bound)) {
      box.commands.addCommand({ name: `tidemark ${name}`, bindKey: { win, mac }, exec });
    }
  };
  const way = () => {
    let armed = false;
    host.addEventListener("keydown", (event) => {
      if (event.key === "Tab" && armed) event.stopImmediatePropagation();
      if (event.key !== "Shift") armed = event.key === "Escape" && !box.completer?.activated && !box.searchBox?.active;
    }, true);
  };
  const theme = () => box.setTheme(bundle.themes[desk.state.dark ? "dark" : "light"]);
  const made = () => {
    box = ace.edit(host, { useWorker: false });
    box.renderer.attachToShadowRoot();
    popup();
    box.setOptions({
      enableBasicAutocompletion: true, enableLiveAutocompletion: true, enableSnippets: false, liveAutocompletionDelay: 80,
      showPrintMargin: false, fontSize: 13, highlightSelectedWord: true, scrollPastEnd: 0.2,
      placeholder: tidemark.say("Write a statement, or click on a name at the left. Ctrl+Enter runs it."),
      fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK KR", monospace',
    });
    box.completers = [completion.completer(desk)];
    mark = marks(ace, box, host);
    box.on("blur", draft.flush);
    keys();
    way();
    theme();
    tidemark.on(() => box.setOption("placeholder", tidemark.say("Write a statement, or click on a name at the left. Ctrl+Enter runs it.")));
    new ResizeObserver(() => box.resize()).observe(host);
    desk.cursor = cursor;
    desk.editor = box;
    shown();
    waiting.splice(0).forEach((act) => act());
  };
  const ready = (act) => (...given) => (box ? act(...given) : waiting.push(() => act(...given)));

  desk.on("shown", ready(shown));
  desk.on("schema", ready(coloured));
  desk.on("dark", ready(theme));
  desk.on("insert", ready(({ text }) => {
    box.insert(text);
    box.focus();
  }));
  desk.on("focus", ready(() => box.focus()));
  desk.on("find", ready(() => box.execCommand("find")));
  desk.on("reveal", ready(() => mark.reveal()));
  desk.on("fix", ready(() => mark.apply()));
  desk.on("replace", ready(({ tab, text, start, end }) => replace(tab, text, start, end)));
  desk.on("began", ready(({ tab }) => sessions.has(tab) && mark.clear(sessions.get(tab))));
  desk.on("started", ready(({ tab, start, end }) => sessions.has(tab) && mark.flash(sessions.get(tab), start, end)));
  desk.on("checked", ready(({ tab }) => sessions.has(tab) && mark.right(sessions.get(tab))));
  desk.on("broken", ready(({ tab, fault, run }) => {
    const placed = fault.position !== null && fault.position !== undefined;
    if (sessions.has(tab) && placed) mark.show(sessions.get(tab), fault, Boolean(run));
  }));
  bundle.ace().then((loaded) => {
    ace = loaded;
    made();
  }).catch((error) => host.replaceChildren(node("p", { className: "lost", textContent: error.message })));
  desk.model.on("remove", () => {
    draft.flush();
    draft.stop();
    box?.destroy();
  });
  return host;
}
