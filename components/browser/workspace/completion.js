// What can be written at the cursor: relations, columns of those in the statement, functions, keywords, $names.
const completion = (() => {
  const AFTER = "on|using|where|join|left|right|inner|full|cross|group|order|limit|qualify|asof|positional|natural|window|having|union|semi|anti|set|as";
  const READ = new RegExp(
    `\\b(?:from|join|describe|summarize)\\s+((?:"[^"]+"|[\\w.\\p{L}])+)(?:\\s+(?:as\\s+)?((?!(?:${AFTER})\\b)[\\p{L}_][\\w\\p{L}]*))?`,
    "giu",
  );
  const RELATION = /\b(from|join|describe|summarize)\s+[\p{L}\p{N}_"]*$/iu;
  const DOT = /((?:"[^"]+"|[\p{L}\p{N}_])+)\.[\p{L}\p{N}_"]*$/u;
  const plain = (name) => name.replaceAll('"', "").toLowerCase();
  const quoted = (name) =>
    name.split(".").map((part) => (/^[\p{L}_][\p{L}\p{N}_]*$/u.test(part) ? part : `"${part.replaceAll('"', '""')}"`)).join(".");
  const last = (name) => plain(name).split(".").pop();
  const read = (text, relations) => {
    const found = new Map();
    for (const [, name, alias] of text.matchAll(READ)) {
      const relation = relations.find((each) => plain(each.name) === plain(name)) ?? relations.find((each) => last(each.name) === last(name));
      if (relation) for (const word of [name, relation.name, alias]) if (word) found.set(last(word), relation);
    }
    return found;
  };
  const column = (relation, { name, type, comment }, score) =>
    ({ caption: name, value: quoted(name), meta: type.toLowerCase(), score, docText: `${relation.name}.${name}  ${type}\n${comment ?? ""}`.trim() });
  const table = ({ name, kind, comment }, score) => ({ caption: name, value: quoted(name), meta: kind, score, docText: comment });
  const columns = (relation, score) => relation.columns.map((each, index) => column(relation, each, score - index));
  const words = (schema, prefix) => {
    const begins = (each) => prefix && each.startsWith(prefix.toLowerCase());
    return [
      ...schema.functions.filter(begins).map((name) => ({ caption: name, snippet: `${name}(\${1})`, meta: "function", score: 200 })),
      ...schema.keywords.filter(begins).map((name) => ({ caption: name.toUpperCase(), value: name.toUpperCase(), meta: "keyword", score: 100 })),
    ];
  };
  const parameters = (text, tab) =>
    [...new Set([...Array.from(text.matchAll(/\$([A-Za-z_]\w*)/g), ([, name]) => name), ...Object.keys(tab?.values ?? {})])]
      .map((name) => ({ caption: `$${name}`, value: `$${name}`, meta: "value", score: 3000 }));
  const offered = (desk, text, at, prefix) => {
    const { schema } = desk.state;
    const { start, end } = statement.at(text, at);
    const before = text.slice(start, at);
    if (prefix.startsWith("$")) return parameters(text, desk.tab()).filter(({ caption }) => caption !== prefix);
    const near = read(text.slice(start, end), schema.relations);
    const dot = before.match(DOT);
    if (dot) {
      const owner = near.get(plain(dot[1])) ?? schema.relations.find(({ name }) => last(name) === plain(dot[1]));
      if (owner) return columns(owner, 1000);
      const within = schema.relations.filter(({ name }) => plain(name).startsWith(`${plain(dot[1])}.`));
      return within.map((each) => ({ ...table(each, 900), caption: last(each.name), value: quoted(last(each.name)) }));
    }
    if (RELATION.test(before)) return schema.relations.map((each) => table(each, 2000));
    const used = [...new Set(near.values())];
    const offers = (used.length ? used : prefix ? schema.relations : []).flatMap((each) => columns(each, used.length ? 1500 : 400));
    return [...offers, ...schema.relations.map((each) => table(each, 500)), ...words(schema, prefix)];
  };
  return {
    quoted,
    completer: (desk) => ({
      id: "tidemark",
      identifierRegexps: [/[\p{L}\p{N}_"$]/u],
      triggerCharacters: [".", "$"],
      getCompletions: (editor, session, position, prefix, done) =>
        done(null, offered(desk, session.getValue(), session.doc.positionToIndex(position), prefix)),
    }),
  };
})();
