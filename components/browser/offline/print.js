"use strict";
// All slides on paper, one a sheet, the charts as they stand: a chart is one figure, so each state of it becomes a picture.
const pictured = async (chart) => {
  const picture = node("img", { alt: chart.words.title });
  if (chart.root) picture.src = (await chart.views.get_by_id(chart.root.id).export("png")).canvas.toDataURL();
  const lines = [chart.note, chart.receipt].map((line) => node("p", { class: line.className }, line.textContent));
  return node("figure", {}, node("figcaption", {}, chart.title.textContent), node("p", { class: "about" }, chart.line.textContent), picture, ...lines);
};

const printed = async (slides) => {
  const { index, every } = slides;
  const paper = document.getElementById("paper");
  const theme = themed();
  if (theme === "dark") slides.frame.theme();
  const sheets = [];
  for (let place = 0; place < slides.content.slides.length; place += 1) {
    slides.index = place;
    slides.every = false;
    await slides.show();
    await new Promise((drawn) => setTimeout(drawn, 120));
    const shown = slides.alone ? [slides.slide.focus] : slides.slide.charts;
    const figures = await Promise.all(shown.map((key) => pictured(slides.charts[key])));
    const foot = node("footer", {}, `${slides.words.badge} · ${document.getElementById("made").textContent} · ${place + 1}`);
    sheets.push(node("section", { class: slides.alone ? "sheet alone" : "sheet" }, ...wordsOf(slides.words), node("div", { class: "figures" }, ...figures), foot));
  }
  paper.replaceChildren(...sheets);
  document.body.classList.add("printing");
  addEventListener("afterprint", () => document.body.classList.remove("printing"), { once: true });
  if (theme === "dark") slides.frame.theme();
  Object.assign(slides, { index, every });
  await slides.show();
  print();
};
