// What is typed: told to the server soon, checked sooner, and kept in this browser until the server has answered.
function drafts(desk) {
  const KEPT = 700;
  const CHECKED = 400;
  const waiting = new Map();
  const key = (tab) => `tidemark draft ${desk.state.account} ${tab}`;
  const known = (id) => desk.state.tabs.find((tab) => tab.id === id);
  const keep = (id) => {
    clearTimeout(waiting.get(id)?.keep);
    waiting.delete(id);
    const tab = known(id);
    if (tab) desk.send({ do: "draft", tab: id, text: tab.text, title: tab.title, values: tab.values ?? {} });
  };
  const check = (id) => {
    const tab = known(id);
    if (!tab || !tab.text.trim() || desk.state.active !== id) return;
    const at = desk.cursor();
    desk.send({ do: "check", tab: id, text: tab.text, start: at.start, end: at.end });
  };
  const later = (id, again) => {
    const timers = waiting.get(id);
    clearTimeout(timers?.keep);
    clearTimeout(timers?.check);
    waiting.set(id, { keep: setTimeout(() => keep(id), KEPT), check: setTimeout(() => check(id), again) });
  };
  const flush = () => [...waiting.keys()].forEach(keep);
  const remember = (id, text) => {
    try {
      sessionStorage.setItem(key(id), text);
    } catch {
      // The storage is full or closed: the server's copy is all there is.
    }
  };
  for (const answer of ["checked", "fault"]) {
    desk.on(answer, ({ tab }) => {
      if (tab && !waiting.has(tab)) sessionStorage.removeItem(key(tab));
    });
  }
  addEventListener("pagehide", flush);
  return {
    check,
    flush,
    later: (id) => later(id, CHECKED),
    typed(id, text) {
      known(id).text = text;
      remember(id, text);
      later(id, CHECKED);
    },
    restored(tab) {
      const text = sessionStorage.getItem(key(tab.id));
      if (text === null || text === tab.text) return tab.text;
      tab.text = text;
      later(tab.id, CHECKED);
      return text;
    },
    drop: (id) => {
      clearTimeout(waiting.get(id)?.keep);
      clearTimeout(waiting.get(id)?.check);
      waiting.delete(id);
      sessionStorage.removeItem(key(id));
    },
    stop: () => removeEventListener("pagehide", flush),
  };
}
