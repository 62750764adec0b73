// What all parts share: the way to the server and back, and what is known. `state.deck` is the deck as it stands here;
// it is never changed, another value takes its place. `state.about` is what the server says of it.
function desk(model) {
  const listeners = new Map();
  const lasting = new Map();
  const put = (where) => (tell, listener) => where.set(tell, [...(where.get(tell) ?? []), listener]);
  const state = {
    account: "", csrf: "", rights: [], roles: [], pages: [], versions: [], decks: [],
    deck: null, about: null, chosen: "", labels: {}, language: "",
    ...JSON.parse(model.opening || "{}"),
  };
  const made = {
    model,
    state,
    send: (message) => model.send_msg(message),
    // Parts that are drawn anew in another language listen until then, others for good and before them.
    on: put(listeners),
    always: put(lasting),
    life: new AbortController(),
    tell(message) {
      for (const listener of [...(lasting.get(message.tell) ?? []), ...(listeners.get(message.tell) ?? [])]) {
        try {
          listener(message);
        } catch (error) {
          reportError(error);
        }
      }
    },
    forget() {
      listeners.clear();
      made.life.abort();
      made.life = new AbortController();
    },
    say: (message) => made.tell({ tell: "said", message }),
    may: (action) => state.rights.includes(action),
    slide: () => state.deck?.slides.find(({ id }) => id === state.chosen) ?? null,
    page: (name) => state.pages.find((page) => page.name === name),
  };
  return made;
}
