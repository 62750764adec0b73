// The stage: hears what the meeting tells, shows it, and tells what is done here.
import { Banner } from "./banner.js";
import { Clock } from "./clock.js";
import { Controls } from "./controls.js";
import { Head } from "./host.js";
import { me } from "./kept.js";
import { Keys } from "./keys.js";
import { full, Look } from "./look.js";
import { Members } from "./members.js";
import { node, say } from "./node.js";
import { Noted } from "./noted.js";
import { over } from "./over.js";
import { Remote } from "./remote.js";
import { Side } from "./side.js";
import { Slide } from "./slide.js";
import { Line } from "./socket.js";

const about = JSON.parse(document.getElementById("about").textContent);
const remote = new URLSearchParams(location.search).has("remote");
const seen = { meeting: undefined, members: [], noted: [], pointing: false };
const host = () => Boolean(seen.meeting?.you.host);
const tell = (what, more) => line.do(what, more);

const led = (act) => () => host() && act();
const acts = {
  next: led(() => tell("next")),
  previous: led(() => tell("previous")),
  first: led(() => tell("slide", { to: 0 })),
  last: led(() => tell("slide", { to: seen.meeting.slide.count - 1 })),
  black: led(() => tell("blank", { on: seen.meeting.blank === "black" ? "" : "black" })),
  white: led(() => tell("blank", { on: seen.meeting.blank === "white" ? "" : "white" })),
  pointer: led(() => pointing(!seen.pointing)),
  back: () => seen.meeting && !host() && !seen.meeting.you.following && tell("back"),
  full: () => full(),
  contrast: () => look.contrast(),
  escape: () => (seen.pointing ? pointing(false) : document.body.classList.contains("full") && full(undefined, false)),
  point: (place) => host() && tell("point", place.x === undefined ? {} : { view: seen.meeting.slide.focus ?? "", shape: "dot", ...place }),
  focus: (view) => host() && tell("focus", { view }),
  to(number) {
    if (host() && number >= 0 && number < seen.meeting.slide.count) tell("slide", { to: number });
    return true;
  },
};

const pointing = (on) => {
  seen.pointing = on;
  slide.frames.always({ tidemark: "pointing", on });
  if (!on) tell("point");
  shown();
};

// What the page in the frame says.
const told = {
  key: ({ key }) => keys.act(key),
  pointed: ({ view, x, y }) => seen.pointing && host() && tell("point", { view, x, y, shape: "dot" }),
  focused: ({ view }) => acts.focus(view),
  ready: ({ views }) => controls.charts(views, seen.meeting.slide.focus ?? ""),
};
const address = (page, focus) => `../${encodeURIComponent(page)}?${new URLSearchParams({ meeting: about.id, window: me(), presented: "meeting", focus })}`;

const clock = new Clock();
const members = new Members(({ window, name }) => confirm(say("Hand the meeting over to {name}?", { name })) && tell("hand", { to: window }));
const noted = new Noted((kind, text) => tell("note", { kind, text }));
const controls = new Controls(acts);
const side = new Side(noted.el);
const slide = new Slide({ address, acts: told, back: acts.back });
const look = new Look((said) => slide.frames.always(said));
const link = () => `${location.origin}${location.pathname}`;
const copied = () => banner.say(say("The link is on the clipboard"));
const copy = () => navigator.clipboard?.writeText(link()).then(copied, () => prompt(say("The link that others follow by"), link())) ?? prompt(say("The link that others follow by"), link());
const end = () => confirm(say("End the meeting for everybody?")) && tell("end");
const head = new Head({ members, clock, look, copy, full: acts.full, end, take: () => tell("take") });
const banner = new Banner(() => line.hurry());
const hand = remote && new Remote(acts, clock, noted);
const parts = remote ? [hand, clock, noted] : [head, slide, side, controls, members, clock, noted];
const keys = new Keys(acts);

const shown = () => {
  if (!seen.meeting) return;
  const { you } = seen.meeting;
  document.body.className = `${remote ? "remote" : you.host ? "host" : "follower"}${document.body.classList.contains("full") ? " full" : ""}`;
  if (seen.pointing && !you.host) pointing(false);
  const home = remote ? noted.el.parentNode : you.host ? side.el : head.ask;
  if (noted.el.parentNode !== home) home.append(noted.el);
  for (const part of parts) part.show(seen);
};

const heard = {
  meeting(said) {
    seen.meeting = said;
    seen.noted = said.noted ?? seen.noted;
    if (said.ended) return heard.over({ minutes: said.minutes ?? `${location.pathname}/minutes` });
    shown();
  },
  members(said) {
    seen.members = said.members ?? said;
    shown();
  },
  point: (said) => host() && seen.pointing ? undefined : slide.frames.tell({ tidemark: "point", ...said }),
  noted(said) {
    seen.noted = [...seen.noted, said];
    noted.show(seen);
  },
  said: ({ message }) => banner.say(message),
  over({ minutes }) {
    line?.end();
    if (document.fullscreenElement) document.exitFullscreen();
    document.body.className = "ended";
    document.body.replaceChildren(over(seen.meeting?.title ?? document.title, minutes));
  },
};

document.body.replaceChildren(...(remote ? [hand.el] : [head.el, node("div", { class: "middle" }, slide.el, side.el), controls.el]), banner.el, banner.said);
const line = new Line({
  token: about.token,
  join: () => ({ do: "join", window: me(), remote }),
  heard: ({ tell: kind, ...said }) => heard[kind]?.(said),
  lost: (seconds) => banner.lost(seconds),
});
window.tidemark.on(() => {
  shown();
  line.again();
});
if (about.meeting) heard.meeting(about.meeting);
