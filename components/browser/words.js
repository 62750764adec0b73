// Where "my CCP" stands and what is wrong, in sentences; each leads to the marks that it speaks of.
export function render({ model, el }) {
  const card = document.createElement("section");
  card.className = "frame";
  const show = () => {
    const nodes = [];
    for (const { heading, sentences } of model.sections) {
      const title = document.createElement("h2");
      title.textContent = heading;
      const list = document.createElement("ul");
      for (const { text, position } of sentences) {
        const item = document.createElement("li");
        const link = document.createElement("button");
        link.type = "button";
        link.textContent = text;
        link.title = tidemark.say("Show these marks");
        link.addEventListener("click", () => model.send_msg({ show: position }));
        item.append(link);
        list.append(item);
      }
      nodes.push(title, list);
    }
    card.replaceChildren(...nodes);
  };
  model.on("sections", show);
  model.on("remove", tidemark.on(show));
  show();
  return card;
}
