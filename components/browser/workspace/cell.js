// How values look, in what order they stand, and what a filter finds. The raw value is what is copied.
const cell = (() => {
  const WHOLE = /^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?)$/;
  const PARTS = /^(?:FLOAT|DOUBLE|DECIMAL|REAL)/;
  const NAMED = /(?:^|_)(?:id|year|yyyy|no|code)$/i;
  const MOST = 6;
  const numeric = ({ type }) => WHOLE.test(type) || PARTS.test(type);
  const grouped = (digits) => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ",");
  const digits = (value) => Number(Number(value).toPrecision(12)).toFixed(MOST).replace(/0+$/, "").split(".")[1]?.length ?? 0;
  const decimals = (values) => {
    const some = values.filter((value) => value !== null && Number.isFinite(Number(value))).slice(0, 500);
    const largest = Math.max(0, ...some.map((value) => Math.abs(Number(value))));
    const room = largest >= 1000 ? 2 : largest >= 10 ? 3 : largest >= 1 ? 4 : MOST;
    return Math.min(room, Math.max(0, ...some.map(digits)));
  };
  const exact = (value) => String(value).replace(/^(-?)(\d+)/, (_, sign, rest) => sign + grouped(rest));
  const format = (column, values) => {
    if (WHOLE.test(column.type)) {
      return NAMED.test(column.name) ? String : exact;
    }
    if (column.type.startsWith("DECIMAL")) return exact;
    if (!PARTS.test(column.type)) return String;
    const after = decimals(values);
    return (value) => {
      const number = Number(value);
      if (!Number.isFinite(number)) return String(value);
      if (number !== 0 && Math.abs(number) < 10 ** -after / 2) return number.toPrecision(3);
      if (Math.abs(number) >= 1e15) return String(value);
      return number.toLocaleString("en-US", { minimumFractionDigits: after, maximumFractionDigits: after });
    };
  };
  const shown = (value, say, name = "span") => {
    if (value === null || value === undefined) return node(name, { className: "null", textContent: "null", "aria-label": tidemark.live("no value") });
    if (value === "") return node(name, { className: "null", textContent: tidemark.live("empty"), "aria-label": tidemark.live("empty text") });
    const text = say(value);
    return node(name, { textContent: text, ...(text === String(value) && text.length < 40 ? {} : { title: String(value) }) });
  };
  const order = (column) => (one, other) => {
    if (one === null || other === null) return (one !== null) - (other !== null);
    if (!numeric(column)) return String(one) < String(other) ? -1 : one === other ? 0 : 1;
    const far = Number(one) - Number(other);
    return far || (String(one) < String(other) ? -1 : one === other ? 0 : 1);
  };
  const COMPARED = /^(<=|>=|<>|!=|<|>|=)\s*(.*)$/;
  const compared = { "<": (a) => a < 0, ">": (a) => a > 0, "<=": (a) => a <= 0, ">=": (a) => a >= 0, "=": (a) => a === 0, "<>": (a) => a !== 0, "!=": (a) => a !== 0 };
  const met = (column, wanted) => {
    const text = wanted.trim();
    if (/^null$/i.test(text)) return (value) => value === null;
    const [, sign, than] = text.match(COMPARED) ?? [];
    if (!sign) return (value) => value !== null && String(value).toLowerCase().includes(text.toLowerCase());
    if (!than) return () => true;
    return (value) => value !== null && compared[sign](numeric(column) ? Number(value) - Number(than) : order(column)(String(value), than));
  };
  const wide = (text) => Array.from(text).reduce((sum, point) => sum + (point.codePointAt(0) > 0x10ff ? 1.75 : 1), 0);
  const width = (column, values, say) => {
    const some = [...values.slice(0, 200), ...values.slice(-50)];
    const longest = Math.max(...some.map((value) => wide(value === null ? "null" : say(value))), 3);
    return Math.round(Math.min(Math.max(longest * 7.3, wide(column.name) * 7.8 + 34) + 20, 420));
  };
  return { numeric, format, shown, order, met, width };
})();
