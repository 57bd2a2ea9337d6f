/** Inputs whose fields travel in different locations: a path, a query, headers, a body. */

import type { ConformanceCase } from "../runner/case.ts";

const slot = { slot: 1, open: true };

/** The cases of several fields in the family `locations`. */
export const locationCases: readonly ConformanceCase[] = [
  {
    name: "locations/text-in-a-path-survives",
    async run({ client, record }) {
      const shelves = [
        "a/b",
        "%2e%2e",
        "%",
        "...",
        ".%2e",
        "..\\admin",
        " ",
        "%20",
        "+",
        "a?x=1&y=2#z",
        "a;b=c,d:e@f",
        "\u00e9 e\u0301",
        "\ud83d\ude00",
        "\u0000\r\n\u007f",
        "\ufeff\u2028",
        "constructor",
        "x".repeat(1000),
      ];
      for (const shelf of shelves) {
        const output = await client().invoke<{ shelf: string }>("getSlot", { ...slot, shelf });
        record("came back", output.shelf === shelf ? "the same" : output.shelf);
      }
    },
    transcript: String.raw`
      conformance.getSlot received {shelf: "a/b", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: "%2e%2e", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: "%", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: "...", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: ".%2e", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: "..\\admin", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: " ", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: "%20", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: "+", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: "a?x=1&y=2#z", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: "a;b=c,d:e@f", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: "\u00e9 e\u0301", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: "\ud83d\ude00", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: "\u0000\r\n\u007f", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: "\ufeff\u2028", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: "constructor", slot: 1, open: true}
      came back "the same"
      conformance.getSlot received {shelf: text(1000 units, sha256 6f3a9a30ac20), slot: 1, open: true}
      came back "the same"`,
  },
  {
    name: "locations/dots-and-nothing-cannot-stand-in-a-path",
    async run({ call }) {
      for (const shelf of [".", "..", ""]) await call("getSlot", { ...slot, shelf });
      await call("removeItem", { shelf: ".." });
    },
    transcript: `
      getSlot failed invalid_argument, details {issues: [{path: "shelf", code: "invalid_path_segment"}]}, not_sent
      getSlot failed invalid_argument, details {issues: [{path: "shelf", code: "invalid_path_segment"}]}, not_sent
      getSlot failed invalid_argument, details {issues: [{path: "shelf", code: "invalid_path_segment"}]}, not_sent
      removeItem failed invalid_argument, details {issues: [{path: "shelf", code: "invalid_path_segment"}]}, not_sent`,
  },
  {
    name: "locations/lone-surrogates-stay-in-bodies",
    async run({ call }) {
      await call("getSlot", { ...slot, shelf: "a\ud800" });
      await call("search", { text: "\udc00", tags: [] });
      await call("search", { tags: ["fine", "\ud800\ud800"] });
      await call("markItem", { shelf: "a", mark: "\udc00" });
      await call("replaceItem", { shelf: "a", note: "\udc00" });
    },
    transcript: String.raw`
      getSlot failed invalid_argument, details {issues: [{path: "shelf", code: "lone_surrogate"}]}, not_sent
      search failed invalid_argument, details {issues: [{path: "text", code: "lone_surrogate"}]}, not_sent
      search failed invalid_argument, details {issues: [{path: "tags", code: "lone_surrogate"}]}, not_sent
      markItem failed invalid_argument, details {issues: [{path: "mark", code: "lone_surrogate"}]}, not_sent
      conformance.replaceItem received {shelf: "a", note: "\udc00", count: 0}
      replaceItem settled {shelf: "a", note: "\udc00", count: 0}`,
  },
  {
    name: "locations/a-path-and-a-query-have-room-for-7500-bytes",
    async run({ client, settle }) {
      const fits = await client().invoke<{ text: string }>("search", { tags: [], text: "x".repeat(7000) });
      await settle("what fits", Promise.resolve(fits.text.length));
      await settle("more", client().invoke("search", { tags: [], text: "x".repeat(7500) }));
      await settle("fewer characters", client().invoke("getSlot", { ...slot, shelf: "\u20ac".repeat(840) }));
    },
    transcript: `
      conformance.search received {text: text(7000 units, sha256 5c8f67139a6e), tags: [], size: "small"}
      what fits settled 7000
      more failed invalid_argument, details {issues: [{path: "(root)", code: "too_big"}]}, not_sent, in conformance.search
      fewer characters failed invalid_argument, details {issues: [{path: "(root)", code: "too_big"}]}, not_sent, in conformance.getSlot`,
  },
  {
    name: "locations/numbers-and-booleans-in-a-path-keep-their-kind",
    async run({ call }) {
      await call("getSlot", { shelf: "1", slot: -5, open: false });
      await call("getSlot", { shelf: "true", slot: Number.MAX_SAFE_INTEGER, open: true });
      await call("getSlot", { shelf: "null", slot: -0, open: true });
      await call("getSlot", { shelf: "1", slot: "5", open: "true" });
    },
    transcript: `
      conformance.getSlot received {shelf: "1", slot: -5, open: false}
      getSlot settled {shelf: "1", slot: -5, open: false}
      conformance.getSlot received {shelf: "true", slot: 9007199254740991, open: true}
      getSlot settled {shelf: "true", slot: 9007199254740991, open: true}
      conformance.getSlot received {shelf: "null", slot: 0, open: true}
      getSlot settled {shelf: "null", slot: 0, open: true}
      getSlot failed invalid_argument, details {issues: [{path: "slot", code: "invalid_type"}, {path: "open", code: "invalid_type"}]}, not_sent`,
  },
  {
    name: "locations/text-in-a-query-survives",
    async run({ call }) {
      for (const text of ["", " + ", "a&b=c;d#e?", "%41%", "\u00e9\u0000\r\n", "null", "[]"]) {
        await call("search", { text, tags: [text] });
      }
    },
    transcript: String.raw`
      conformance.search received {text: "", tags: [""], size: "small"}
      search settled {text: "", tags: [""], size: "small"}
      conformance.search received {text: " + ", tags: [" + "], size: "small"}
      search settled {text: " + ", tags: [" + "], size: "small"}
      conformance.search received {text: "a&b=c;d#e?", tags: ["a&b=c;d#e?"], size: "small"}
      search settled {text: "a&b=c;d#e?", tags: ["a&b=c;d#e?"], size: "small"}
      conformance.search received {text: "%41%", tags: ["%41%"], size: "small"}
      search settled {text: "%41%", tags: ["%41%"], size: "small"}
      conformance.search received {text: "\u00e9\u0000\r\n", tags: ["\u00e9\u0000\r\n"], size: "small"}
      search settled {text: "\u00e9\u0000\r\n", tags: ["\u00e9\u0000\r\n"], size: "small"}
      conformance.search received {text: "null", tags: ["null"], size: "small"}
      search settled {text: "null", tags: ["null"], size: "small"}
      conformance.search received {text: "[]", tags: ["[]"], size: "small"}
      search settled {text: "[]", tags: ["[]"], size: "small"}`,
  },
  {
    name: "locations/arrays-in-a-query-keep-their-length",
    async run({ call }) {
      await call("search", { tags: [] });
      await call("search", { tags: ["a"], numbers: [1] });
      await call("search", { tags: ["b", "a", "b"], numbers: [1, -0.5, 1e21] });
      await call("search", { tags: ["a,b"], numbers: [] });
    },
    transcript: `
      conformance.search received {tags: [], size: "small"}
      search settled {tags: [], size: "small"}
      conformance.search received {tags: ["a"], numbers: [1], size: "small"}
      search settled {tags: ["a"], numbers: [1], size: "small"}
      conformance.search received {tags: ["b", "a", "b"], numbers: [1, -0.5, 1e+21], size: "small"}
      search settled {tags: ["b", "a", "b"], numbers: [1, -0.5, 1e+21], size: "small"}
      conformance.search received {tags: ["a,b"], numbers: [], size: "small"}
      search settled {tags: ["a,b"], numbers: [], size: "small"}`,
  },
  {
    name: "locations/a-query-keeps-kinds-and-codecs",
    async run({ call }) {
      await call("search", { tags: [], flag: false, size: "large", amount: 2n ** 70n, since: new Date(0) });
      await call("search", { tags: [], text: undefined, flag: undefined, size: undefined, extra: "stripped" });
      await call("search", { tags: [], flag: "false" });
    },
    transcript: `
      conformance.search received {tags: [], flag: false, size: "large", amount: 1180591620717411303424n, since: Date(1970-01-01T00:00:00.000Z)}
      search settled {tags: [], flag: false, size: "large", amount: 1180591620717411303424n, since: Date(1970-01-01T00:00:00.000Z)}
      conformance.search received {tags: [], size: "small"}
      search settled {tags: [], size: "small"}
      search failed invalid_argument, details {issues: [{path: "flag", code: "invalid_type"}]}, not_sent`,
  },
  {
    name: "locations/a-path-beside-a-body",
    async run({ call }) {
      await call("changeItem", { count: 3, note: null, shelf: "a b" });
      await call("changeItem", { shelf: "a", note: undefined });
      await call("replaceItem", { shelf: "a", note: "" });
    },
    transcript: `
      conformance.changeItem received {shelf: "a b", note: null, count: 3}
      changeItem settled {shelf: "a b", note: null, count: 3}
      conformance.changeItem received {shelf: "a", count: 0}
      changeItem settled {shelf: "a", count: 0}
      conformance.replaceItem received {shelf: "a", note: "", count: 0}
      replaceItem settled {shelf: "a", note: "", count: 0}`,
  },
  {
    name: "locations/headers-and-a-query-beside-a-body",
    async run({ call }) {
      for (const mark of ["plain", "", " a ", "a, b", "50%", "\u00e9 \ud83d\ude00", "\r\nset-cookie: a=b", "[]"]) {
        await call("markItem", { shelf: "a", mark, count: 1 });
      }
      for (const marks of [[], [""], ["a", "b"], ["a,b", " c ", "[]"]]) await call("markItem", { shelf: "a", marks });
      await call("markItem", { shelf: "a", amount: 2n ** 70n });
    },
    transcript: `
      ${["plain", "", " a ", "a, b", "50%", String.raw`\u00e9 \ud83d\ude00`, String.raw`\r\nset-cookie: a=b`, "[]"]
        .map((mark) => settledMark(`mark: "${mark}", count: 1`))
        .join("")}
      ${["[]", '[""]', '["a", "b"]', '["a,b", " c ", "[]"]'].map((marks) => settledMark(`marks: ${marks}, count: 0`)).join("")}
      ${settledMark("amount: 1180591620717411303424n, count: 0")}`,
  },
  {
    name: "locations/delete-returns-nothing",
    async run({ call }) {
      await call("removeItem", { shelf: "a", reason: "old & worn" });
      await call("removeItem", { shelf: "a" });
    },
    transcript: `
      conformance.removeItem received {shelf: "a", reason: "old & worn"}
      removeItem settled undefined
      conformance.removeItem received {shelf: "a"}
      removeItem settled undefined`,
  },
  {
    name: "locations/a-value-that-is-a-literal-of-another-route",
    async run({ client, call, settle }) {
      await call("removeItem", { shelf: "all" });
      await call("removeItem", { shelf: "ALL", reason: "all" });
      await call("removeItem", { shelf: "all/" });
      await call("removeItems");
      await call("replaceItem", { shelf: "all", note: "" });
      await settle("replaceAll", client("neighbour").invoke("replaceAll"));
    },
    transcript: `
      conformance.removeItem received {shelf: "all"}
      removeItem settled undefined
      conformance.removeItem received {shelf: "ALL", reason: "all"}
      removeItem settled undefined
      conformance.removeItem received {shelf: "all/"}
      removeItem settled undefined
      conformance.removeItems received {}
      removeItems settled undefined
      conformance.replaceItem received {shelf: "all", note: "", count: 0}
      replaceItem settled {shelf: "all", note: "", count: 0}
      neighbour.replaceAll received {}
      replaceAll settled undefined`,
  },
];

function settledMark(fields: string): string {
  return `
    conformance.markItem received {shelf: "a", ${fields}}
    markItem settled {shelf: "a", ${fields}}`;
}
