// What a window keeps while its tab lives: who it is in this meeting, and what is being typed.
const key = (name) => `tidemark: ${location.pathname} ${name}`;

export const kept = {
  get: (name) => sessionStorage.getItem(key(name)) ?? "",
  set: (name, value) => (value ? sessionStorage.setItem(key(name), value) : sessionStorage.removeItem(key(name))),
};

const random = () => [...crypto.getRandomValues(new Uint8Array(16))].map((each) => each.toString(16).padStart(2, "0")).join("");

// Who this window is; the host's is known by it after a reload.
export const me = () => {
  if (!kept.get("window")) kept.set("window", random());
  return kept.get("window");
};
