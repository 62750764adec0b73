// DuckDB's SQL as Ace colours it, by the engine's own words. Ace compiles rules without the u flag.
function mode(ace, { keywords = [], functions = [], types = [] }) {
  const { Mode } = ace.require("ace/mode/sql");
  const { TextHighlightRules } = ace.require("ace/mode/text_highlight_rules");
  class Rules extends TextHighlightRules {
    constructor() {
      super();
      const word = this.createKeywordMapper({
        keyword: keywords.join("|"),
        "storage.type": types.join("|"),
        "constant.language": "true|false|null",
      }, "identifier", true);
      const called = this.createKeywordMapper({
        keyword: keywords.join("|"),
        "support.function": functions.join("|"),
        "storage.type": types.join("|"),
      }, "identifier", true);
      this.$rules = {
        start: [
          { token: "comment", regex: "--.*$" },
          { token: "comment", regex: "/\\*", next: "remark" },
          { token: "string", regex: "'", next: "quoted" },
          { token: "string", regex: "\\$\\$", next: "dollars" },
          { token: "variable.parameter", regex: "\\$[A-Za-z_]\\w*|\\$\\d+|\\?" },
          { token: "string.other", regex: '"(?:[^"]|"")*"?' },
          { token: "constant.numeric", regex: "\\b\\d[\\d_]*(?:\\.\\d*)?(?:[eE][+-]?\\d+)?\\b" },
          { token: called, regex: "[A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff]*(?=\\s*\\()" },
          { token: word, regex: "[A-Za-z_\\u0080-\\uffff][\\w\\u0080-\\uffff]*" },
          { token: "keyword.operator", regex: "::|->>?|[-+*/%<>=!|&^~]+" },
          { token: "paren.lparen", regex: "[\\(\\[\\{]" },
          { token: "paren.rparen", regex: "[\\)\\]\\}]" },
          { token: "text", regex: "\\s+" },
        ],
        remark: [{ token: "comment", regex: "\\*/", next: "start" }, { defaultToken: "comment" }],
        quoted: [
          { token: "string", regex: "''" },
          { token: "string", regex: "'", next: "start" },
          { defaultToken: "string" },
        ],
        dollars: [{ token: "string", regex: "\\$\\$", next: "start" }, { defaultToken: "string" }],
      };
      this.normalizeRules();
    }
  }
  return class extends Mode {
    constructor() {
      super();
      this.HighlightRules = Rules;
      this.$id = "ace/mode/duckdb";
    }
  };
}
