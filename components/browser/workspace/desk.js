// What all parts share: the way to the server and back, and what is known. `state.rights` are names of actions.
function desk(model) {
  const listeners = new Map();
  const state = {
    tabs: [], active: "", brush: null, rights: [], account: "", pages: [], csrf: "", dark: false,
    schema: { relations: [], functions: [], keywords: [], types: [] },
    ...JSON.parse(model.opening || "{}"),
  };
  const made = {
    model,
    state,
    figure: node("div", { className: "figure" }),
    send: (message) => model.send_msg(message),
    on: (tell, listener) => listeners.set(tell, [...(listeners.get(tell) ?? []), listener]),
    tell(message) {
      for (const listener of listeners.get(message.tell) ?? []) {
        try {
          listener(message);
        } catch (error) {
          reportError(error);
        }
      }
    },
    say: (message) => made.tell({ tell: "said", message }),
    may: (action) => state.rights.includes(action),
    tab: () => state.tabs.find(({ id }) => id === state.active),
  };
  made.on("tabs", ({ tabs, active }) => {
    const known = new Map(state.tabs.map((tab) => [tab.id, tab]));
    state.tabs = tabs.map((tab) => ({ ...tab, text: known.get(tab.id)?.text ?? tab.text, values: { ...tab.values, ...known.get(tab.id)?.values } }));
    state.active = active;
    made.tell({ tell: "shown" });
  });
  made.on("schema", ({ tell, ...schema }) => Object.assign(state, { schema }));
  made.on("brush", ({ tell, ...brush }) => Object.assign(state, { brush }));
  model.on("msg:custom", (event) => made.tell(event.data ?? event));
  return made;
}
