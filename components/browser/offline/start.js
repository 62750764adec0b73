"use strict";
// The file opens at the slide that its address names, in the language of the reader if it has that.
const started = () => {
  const content = JSON.parse(document.getElementById("content").textContent);
  Object.assign(tidemark.languages, content.called);
  for (const [language, known] of Object.entries(content.texts)) tidemark.learn(language, known);
  const wished = navigator.languages.map((each) => each.split("-")[0]).find((each) => content.languages.includes(each));
  tidemark.language = document.documentElement.lang = wished ?? content.languages[0];
  document.documentElement.dataset.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const slides = new Slides(content);
  return slides.go(Number(location.hash.slice(1)) - 1 || 0);
};

document.fonts.ready.then(started);
