// Edits of the deck, and the way back: an undo takes a former deck as a whole. What is typed into one field in one go is
// one step.
function edits(desk) {
  const GO = 1500;
  const past = [];
  const future = [];
  let last = { join: "", at: 0 };
  const put = (deck) => {
    const before = desk.state.deck;
    desk.state.deck = deck;
    if (slides.place(deck, desk.state.chosen) < 0) {
      const at = slides.place(before, desk.state.chosen);
      desk.state.chosen = deck.slides[Math.min(Math.max(at, 0), deck.slides.length - 1)]?.id ?? "";
    }
    desk.tell({ tell: "edited" });
  };
  desk.edit = (deck, join = "") => {
    if (!desk.state.about?.edit || deck === desk.state.deck) return;
    const at = performance.now();
    if (!join || join !== last.join || at - last.at > GO) past.push(desk.state.deck);
    last = { join, at };
    future.length = 0;
    put(deck);
  };
  const step = (from, to) => {
    if (!from.length) return;
    to.push(desk.state.deck);
    last = { join: "", at: 0 };
    put(from.pop());
  };
  desk.undo = () => step(past, future);
  desk.redo = () => step(future, past);
  desk.undone = () => ({ undo: past.length > 0, redo: future.length > 0 });
  desk.always("deck", () => {
    past.length = future.length = 0;
  });
  desk.choose = (id) => {
    if (id === desk.state.chosen || slides.place(desk.state.deck, id) < 0) return;
    desk.state.chosen = id;
    last = { join: "", at: 0 };
    desk.tell({ tell: "chosen" });
  };
}
