// Who is here and who follows; the host hands over by a button beside a name.
import { folded, node, say } from "./node.js";

const badge = (member) => {
  if (member.host) return say("leads");
  if (member.remote) return say("remote");
  return member.following ? say("follows") : say("on their own");
};

export class Members {
  constructor(hand) {
    this.hand = hand;
    this.count = node("summary", { "aria-live": "polite" });
    this.list = node("ul");
    this.el = folded("members", this.count, this.list);
  }

  show({ members, meeting }) {
    const here = members.filter((each) => each.here !== false && !each.remote);
    const following = here.filter((each) => each.following && !each.host).length;
    this.count.textContent = say("{here} here · {following} follow", { here: here.length, following });
    this.list.replaceChildren(...members.map((each) => this.line(each, meeting.you)));
  }

  line(member, you) {
    const own = member.window === you.window;
    const over = you.host && !member.host && !member.remote && !own && member.may_present !== false;
    const give = over && node("button", { type: "button", onclick: () => this.hand(member) }, say("Hand over"));
    const name = own ? say("{name} (you)", { name: member.name }) : member.name;
    return node("li", { class: member.here === false ? "away" : "" }, node("span", { class: "name" }, name), node("span", { class: "how" }, badge(member)), give || "");
  }
}
