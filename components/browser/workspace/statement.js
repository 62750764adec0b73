// Where the statements of a text begin and end, in UTF-16 units: quotes and comments hide a semicolon.
const statement = (() => {
  const SKIPPED = /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|\$\$[\s\S]*?(?:\$\$|$)|;/g;
  const all = (text) => {
    const ends = Array.from(text.matchAll(SKIPPED)).filter(([found]) => found === ";").map(({ index }) => index);
    return [...ends, text.length].map((end, index) => ({ start: index ? ends[index - 1] + 1 : 0, end }));
  };
  const bare = (text) => text.replace(SKIPPED, (found) => (found.startsWith("-") || found.startsWith("/") ? " " : found));
  return {
    all: (text) => all(text).filter(({ start, end }) => bare(text.slice(start, end)).trim()),
    at: (text, at) => all(text).find(({ end }) => at <= end),
  };
})();
