// The server counts code points, the editor UTF-16 units.
const place = {
  ours: (text, points) => {
    let units = 0;
    for (const point of text) {
      if (points-- <= 0) break;
      units += point.length;
    }
    return units;
  },
  theirs: (text, units) => Array.from(text.slice(0, units)).length,
};
