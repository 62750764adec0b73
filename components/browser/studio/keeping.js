// What is edited is kept: in this browser at once, on the server soon, and again for as long as it has not said so.
function keeping(desk) {
  const SOON = 900;
  const AGAIN = 3000;
  const PARTS = ["title", "roles", "frozen"];
  let base = null;
  let sending = null;
  let sent = null;
  let timer = 0;
  let leaving = 0;
  let stands = { kind: "saved", why: "" };
  const key = () => `tidemark deck ${desk.state.account} ${desk.state.about.id}`;
  const tell = (kind, why = "") => {
    stands = { kind, why };
    desk.tell({ tell: "kept" });
  };
  desk.kept = () => stands;
  // What the deck has that the server's version has not; null if that is nothing.
  const change = (deck) => {
    if (deck === base) return null;
    const known = new Map(base.slides.map((slide) => [slide.id, slide]));
    const changed = deck.slides.filter((slide) => known.get(slide.id) !== slide);
    const parts = Object.fromEntries(PARTS.filter((name) => deck[name] !== base[name]).map((name) => [name, deck[name]]));
    const order = deck.slides.map(({ id }) => id);
    const same = order.length === base.slides.length && base.slides.every(({ id }, at) => id === order[at]);
    if (same && !changed.length && !Object.keys(parts).length) return null;
    return { deck: desk.state.about.id, expected: desk.state.about.version, parts, order, slides: changed };
  };
  const remember = (waiting) => {
    try {
      if (waiting) localStorage.setItem(key(), JSON.stringify(waiting));
      else localStorage.removeItem(key());
    } catch {
      // The storage is full or closed: the server's copy is all there is.
    }
  };
  const recalled = () => {
    try {
      return JSON.parse(localStorage.getItem(key()));
    } catch {
      return null;
    }
  };
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    if (sending || !desk.state.deck) return;
    sent = change(desk.state.deck);
    leave();
    if (!sent) return void tell("saved");
    sending = desk.state.deck;
    tell("saving");
    desk.send({ do: "save", ...sent });
  };
  // What the server has not said that it keeps; `sent` of that is on its way, and may have arrived.
  const leave = () => {
    const waiting = desk.state.deck && change(desk.state.deck);
    remember(waiting && { ...waiting, sent });
  };
  const later = (pause) => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  };
  desk.flush = save;
  desk.always("edited", () => {
    if (!sending) tell("unsaved");
    clearTimeout(leaving);
    leaving = setTimeout(leave, 200);
    later(SOON);
  });
  desk.always("deck", ({ deck, about }) => {
    base = deck;
    sending = sent = null;
    clearTimeout(timer);
    tell("saved");
    const waiting = about.edit && recalled();
    if (!waiting) return;
    const { sent: before, ...draft } = waiting;
    const arrived = before && about.version === draft.expected + 1 && slides.same(deck, merged(deck, before));
    if (arrived || draft.expected === about.version) desk.edit(merged(deck, draft));
    else desk.send({ do: "save", ...draft });
  });
  desk.always("saved", ({ deck, version, when, who }) => {
    if (deck !== desk.state.about?.id) return;
    Object.assign(desk.state.about, { version, when, who });
    if (!sending) return void desk.send({ do: "open", deck });
    base = sending;
    sending = sent = null;
    if (desk.state.deck !== base) later(SOON);
    leave();
    tell(desk.state.deck === base ? "saved" : "unsaved");
  });
  desk.always("unsaved", ({ deck, why }) => {
    if (deck !== desk.state.about?.id) return;
    sending = null;
    later(AGAIN);
    tell("failed", why);
  });
  // Somebody else has saved meanwhile: what is written here is a deck of its own from now on.
  desk.always("parted", ({ deck, copy, about }) => {
    if (deck !== desk.state.about?.id) return;
    remember(null);
    const named = (each) => ({ ...each, id: about.id, title: copy.title });
    const went = sending;
    sending = sent = null;
    base = went ? named(went) : copy;
    desk.state.deck = !went || desk.state.deck === went ? base : named(desk.state.deck);
    desk.state.about = about;
    desk.tell({ tell: "edited" });
  });
  addEventListener("pagehide", leave);
  desk.model.on("remove", () => {
    removeEventListener("pagehide", leave);
    clearTimeout(timer);
    clearTimeout(leaving);
  });
}

function merged(deck, { parts, order, slides: changed }) {
  const known = new Map([...deck.slides, ...changed].map((slide) => [slide.id, slide]));
  return { ...deck, ...parts, slides: order.map((id) => known.get(id)).filter(Boolean) };
}
