// How the stage looks: light or dark as the pages, high contrast, the whole screen; and the language.
import { button, node, say } from "./node.js";

const THEME = "tidemark: theme";
const CONTRAST = "tidemark: contrast";
const root = document.documentElement;

export class Look {
  // `told` takes what the pages in the frames have to know.
  constructor(told) {
    this.told = told;
    this.dark = (localStorage.getItem(THEME) ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    this.high = localStorage.getItem(CONTRAST) ? localStorage.getItem(CONTRAST) === "high" : matchMedia("(prefers-contrast: more)").matches;
    this.contrast_button = button(() => say("Contrast"), () => this.contrast(), { key: "C", kind: "toggle", hint: () => say("High contrast") });
    const languages = Object.entries(window.tidemark.languages ?? {});
    const language = node("select", { class: "language", "aria-label": "Language · 언어", onchange: () => window.tidemark.speak(language.value) });
    for (const [code, name] of languages) language.append(node("option", { value: code, lang: code }, name));
    const chosen = () => (language.value = window.tidemark.language);
    window.tidemark.on(chosen);
    chosen();
    this.el = node("div", { class: "look" }, languages.length > 1 && language, this.contrast_button, button(() => say("Dark or light"), () => this.theme(), { kind: "theme" }));
    this.show();
  }

  show() {
    root.className = this.dark ? "dark" : "light";
    root.toggleAttribute("data-contrast", this.high);
    this.contrast_button.setAttribute("aria-pressed", this.high);
    this.told({ tidemark: "theme", dark: this.dark });
    this.told({ tidemark: "contrast", on: this.high });
  }

  theme() {
    this.dark = !this.dark;
    localStorage.setItem(THEME, this.dark ? "dark" : "light");
    document.cookie = `tidemark-theme=${this.dark ? "dark" : "light"}; path=/; max-age=31536000; SameSite=Lax`;
    this.show();
  }

  contrast() {
    this.high = !this.high;
    localStorage.setItem(CONTRAST, this.high ? "high" : "usual");
    this.show();
  }
}

// The slide alone; where the browser has no full screen, over the whole window.
export function full(slide, on = !document.body.classList.contains("full")) {
  document.body.classList.toggle("full", on);
  if (on) document.body.requestFullscreen?.().catch(() => {});
  else if (document.fullscreenElement) document.exitFullscreen();
}

document.addEventListener("fullscreenchange", () => document.fullscreenElement || document.body.classList.remove("full"));
