// Somebody else has saved the deck meanwhile. Both versions are kept; this says where each is.
function parted(desk) {
  const band = node("div", { className: "parted", role: "alert", hidden: true });
  const shut = () => {
    band.hidden = true;
  };
  desk.on("parted", ({ deck, who, when, version, title }) => {
    const mine = desk.state.about.id;
    band.hidden = false;
    band.replaceChildren(
      node("span", { textContent: tidemark.say("{who} saved version {version} of “{title}” at {time} while you wrote. Yours goes on as a deck of its own: both are kept.",
        { who, version, title: desk.words(title), time: moment(when) }) }),
      button(tidemark.say("Open theirs"), tidemark.say("Open the deck as it was saved"), () => {
        desk.flush();
        desk.send({ do: "open", deck });
      }),
      button(tidemark.say("Make mine the newest"), tidemark.say("Yours becomes the next version of the deck; theirs stays among its versions"), () => {
        desk.flush();
        desk.send({ do: "adopt", deck, copy: mine });
      }),
      button("×", tidemark.say("Close"), shut, { className: "off" }));
  });
  desk.on("deck", shut);
  return band;
}
