// A chart's card: title, unit, items and notes above, the chart below, one menu at the corner.
export function render({ model, el }) {
  const card = document.createElement("section");
  card.className = "frame";
  const text = (tag, name) => {
    const node = document.createElement(tag);
    node.className = name;
    return node;
  };
  const head = text("header", "head");
  const title = text("h2", "title");
  const about = text("p", "about");
  const note = text("p", "note");
  const empty = text("p", "empty");
  const chart = text("div", "chart");
  const menu = document.createElement("details");
  menu.className = "menu";
  const button = document.createElement("summary");
  button.textContent = "⋯";
    const list = text("div", "list");
  const tier = text("p", "tier");
  const receipt = text("p", "receipt");
  menu.append(button, list);
  const legend = text("div", "legend");
  const done = text("p", "done");
  done.setAttribute("role", "status");
  head.append(title, menu, about, legend, note, done);
  card.append(head, empty, chart);

  const choose = (what) => {
    menu.open = false;
    if (what === "maximise") {
      card.classList.toggle("large");
      window.dispatchEvent(new Event("resize"));
    } else if (what === "export") {
      const link = document.createElement("a");
      link.href = `${model.rows}&${location.search.slice(1)}`;
      link.download = "";
      link.click();
    } else if (what === "open") {
      const view = new URL(model.rows, location.href).searchParams.get("view");
      location.assign(`./sql?${new URLSearchParams([...new URLSearchParams(location.search), ["view", view]])}`);
    } else model.send_msg({ choose: what });
  };
  const entry = (label, what) => {
    const item = document.createElement("button");
    item.type = "button";
    item.textContent = label;
    item.addEventListener("click", () => choose(what));
    return item;
  };
  const colour = ({ label, colour, field, value }) => {
    const item = document.createElement("button");
    item.type = "button";
    const patch = text("i", "swatch");
    patch.style.background = colour;
    item.append(patch, label);
    item.addEventListener("click", () => model.send_msg({ pick: field, value }));
    return item;
  };
  const setting = ({ name, doc, value, choices }) => {
    const row = document.createElement("label");
    row.title = doc;
    const input = document.createElement(choices.length ? "select" : "input");
    for (const each of choices) {
      const option = document.createElement("option");
      option.value = each;
      option.textContent = tidemark.say(each.replaceAll("_", " "));
      input.append(option);
    }
    input.value = value;
    input.addEventListener("change", () => {
      menu.open = false;
      model.send_msg({ set: name, value: input.value });
    });
    row.append(tidemark.say(name.replaceAll("_", " ")), input);
    return row;
  };
  const show = () => {
    button.setAttribute("aria-label", tidemark.say("Menu of this chart"));
    title.textContent = model.title;
    about.textContent = about.title = model.about;
    note.textContent = model.note;
    note.hidden = !model.note;
    empty.textContent = model.empty;
    empty.hidden = !model.empty;
    chart.hidden = Boolean(model.empty);
    card.setAttribute("aria-label", model.title);
    legend.hidden = !model.legend.length;
    legend.replaceChildren(...model.legend.map(colour));
    list.replaceChildren(
      ...model.settings.map(setting),
      entry(tidemark.say("Maximise or restore"), "maximise"),
      ...model.entries.map(({ label, what }) => entry(label, what)),
      tier,
      receipt,
    );
  };
  let fading = 0;
  const say = (words) => {
    done.textContent = words;
    clearTimeout(fading);
    fading = setTimeout(() => done.replaceChildren(), 4000);
  };
  // A page without TLS has no other way to the clipboard than the browser's own command.
  const copy = () => {
    const [wanted] = model.copied;
    if (!wanted) return;
    const take = (event) => {
      event.clipboardData.setData("text/plain", wanted.text);
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    document.addEventListener("copy", take, true);
    const copied = document.execCommand("copy");
    say(copied ? tidemark.say("The SQL of this chart is on the clipboard") : tidemark.say("The browser did not let the SQL be copied"));
    document.removeEventListener("copy", take, true);
  };
  const busy = () => card.setAttribute("aria-busy", String(model.busy));
  const answered = () => {
    tier.textContent = model.tier;
    tier.hidden = !model.tier;
  };
  const proved = () => {
    receipt.textContent = tidemark.say("Receipt {code}", { code: model.receipt });
    receipt.hidden = !model.receipt;
  };
  for (const name of ["title", "about", "note", "empty", "legend", "settings", "entries"]) model.on(name, show);
  model.on("copied", copy);
  model.on("busy", busy);
  model.on("tier", answered);
  model.on("receipt", proved);
  // Panel renders the whole card again when another chart takes the place of this one: watching "chart" too undoes that.
  const shut = (event) => {
    if (!event.composedPath().includes(menu)) menu.open = false;
  };
  menu.addEventListener("toggle", () => {
    if (menu.open) document.addEventListener("click", shut);
    else document.removeEventListener("click", shut);
  });
  let told = false;
  const near = () => {
    if (!told) model.send_msg({ near: true });
    told = true;
  };
  card.addEventListener("pointerenter", near);
  card.addEventListener("focusin", near);
  const quiet = tidemark.on(() => {
    show();
    proved();
  });
  model.on("remove", quiet);
  show();
  busy();
  answered();
  proved();
  chart.replaceChildren(model.get_child("chart"));
  return card;
}
