// The tabs: chosen by click or arrows, renamed by F2 or a double click, moved by dragging or Alt+Shift+arrow.
function tabs(desk) {
  const bar = node("div", { className: "tabs", role: "tablist", "aria-label": tidemark.live("Statements") });
  const { state } = desk;
  const focus = (id) => bar.querySelector(`[data-id="${CSS.escape(id)}"]`)?.focus();
  const told = () => desk.send({ do: "tabs", ids: state.tabs.map(({ id }) => id), active: state.active });
  const choose = (id) => {
    state.active = id;
    desk.tell({ tell: "shown" });
    told();
  };
  const move = (id, to) => {
    const from = state.tabs.findIndex((tab) => tab.id === id);
    if (from < 0 || to < 0 || to >= state.tabs.length || from === to) return;
    state.tabs.splice(to, 0, ...state.tabs.splice(from, 1));
    draw();
    told();
  };
  const rename = (tab, label) => {
    const field = node("input", { className: "rename", value: tab.title, "aria-label": tidemark.live("Name of the tab"), maxLength: 80 });
    const done = (kept) => () => {
      const title = field.value.trim();
      if (!field.isConnected) return;
      if (kept && title && title !== tab.title) {
        tab.title = title;
        desk.send({ do: "draft", tab: tab.id, text: tab.text, title, values: tab.values ?? {} });
      }
      draw();
      focus(tab.id);
    };
    field.addEventListener("blur", done(true));
    field.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") done(true)();
      if (event.key === "Escape") done(false)();
    });
    label.replaceWith(field);
    field.select();
  };
  const close = (id) => {
    desk.stop(id);
    desk.draft.flush();
    desk.send({ do: "close", tab: id });
  };
  const keys = (tab, index, label) => (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const { length } = state.tabs;
    if (step && event.altKey && event.shiftKey) move(tab.id, index + step);
    else if (step) choose(state.tabs[(index + step + length) % length].id);
    else if (event.key === "Home" || event.key === "End") choose(state.tabs.at(event.key === "End" ? -1 : 0).id);
    else if (event.key === "F2") return event.preventDefault(), rename(tab, label);
    else if (event.key === "Delete") close(tab.id);
    else return;
    event.preventDefault();
    focus(state.active);
  };
  const one = (tab, index) => {
    const label = node("span", { className: "title", textContent: tab.title });
    const chosen = tab.id === state.active;
    const off = button("×", tidemark.live("Close {tab}", { tab: tab.title }), (event) => {
      event.stopPropagation();
      close(tab.id);
    }, { tabIndex: -1, className: "off" });
    return node("div", {
      className: "tab", role: "tab", "data-id": tab.id, "aria-selected": String(chosen), tabIndex: chosen ? 0 : -1, draggable: true,
      title: tidemark.live("{tab} (F2 renames, Delete closes)", { tab: tab.title }),
      on: {
        click: () => choose(tab.id),
        dblclick: () => rename(tab, label),
        auxclick: (event) => event.button === 1 && close(tab.id),
        keydown: keys(tab, index, label),
        dragstart: (event) => event.dataTransfer.setData("application/x-tidemark-tab", tab.id),
        dragover: (event) => event.dataTransfer.types.includes("application/x-tidemark-tab") && event.preventDefault(),
        drop: (event) => {
          const moved = event.dataTransfer.getData("application/x-tidemark-tab");
          if (moved) event.preventDefault(), move(moved, index);
        },
      },
    }, label, off);
  };
  const draw = () => {
    const held = bar.getRootNode().activeElement?.dataset?.id;
    bar.replaceChildren(...state.tabs.map(one), button("+", tidemark.live("New tab (Alt+Shift+N)"), desk.fresh, { className: "new" }));
    if (held) focus(held);
    bar.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  desk.fresh = () => {
    desk.draft.flush();
    desk.send({ do: "new" });
  };
  desk.shut = () => close(state.active);
  desk.reopen = () => desk.send({ do: "reopen" });
  desk.step = (by) => {
    const index = state.tabs.findIndex(({ id }) => id === state.active);
    choose(state.tabs.at((index + by) % state.tabs.length).id);
  };
  desk.on("shown", draw);
  return bar;
}
