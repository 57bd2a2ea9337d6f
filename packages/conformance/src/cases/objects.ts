/** Objects and arrays as inputs: isolation, keys, order, odd objects. */

import type { ConformanceCase } from "../runner/case.ts";

interface ItemList {
  readonly items: { id: number; label?: string }[];
}

/** The cases of objects in the family `values`. */
export const objectCases: readonly ConformanceCase[] = [
  {
    name: "values/input-is-isolated-at-depth",
    async run({ call, record }) {
      const input = { items: [{ id: 1, label: "mine" }] };
      await call("alter", input);
      record("the caller still has", input);
      for (const item of input.items) item.label = "changed by the caller";
      await call("recall");
    },
    transcript: `
      conformance.alter received {items: [{id: 1, label: "mine"}]}
      alter settled {items: [{id: 9, label: "output"}]}
      the caller still has {items: [{id: 1, label: "mine"}]}
      conformance.recall received {}
      conformance.recall keeps the input {items: [{id: 1, label: "changed by the handler"}, {id: 0}]}
      conformance.recall keeps the output {items: [{id: 9, label: "output"}]}
      recall settled {items: [{id: 9, label: "changed after the call"}]}`,
  },
  {
    name: "values/output-is-isolated-at-depth",
    async run({ client, call, settle, record }) {
      const output = await settle("alter", client().invoke<ItemList>("alter", { items: [] }));
      for (const item of output?.items ?? []) item.label = "changed by the caller";
      output?.items.push({ id: 0 });
      await call("recall");
      record("the caller still has", output);
    },
    transcript: `
      conformance.alter received {items: []}
      alter settled {items: [{id: 9, label: "output"}]}
      conformance.recall received {}
      conformance.recall keeps the input {items: [{id: 0}]}
      conformance.recall keeps the output {items: [{id: 9, label: "output"}]}
      recall settled {items: [{id: 9, label: "changed after the call"}]}
      the caller still has {items: [{id: 9, label: "changed by the caller"}, {id: 0}]}`,
  },
  {
    name: "values/input-is-taken-when-the-call-is-made",
    async run({ client, settle }) {
      const input: ItemList = { items: [{ id: 1 }] };
      const pending = client().invoke("echoItems", input);
      input.items.push({ id: 2 });
      await settle("echoItems", pending);
    },
    transcript: `
      conformance.echoItems received {items: [{id: 1}]}
      echoItems settled {items: [{id: 1}]}`,
  },
  {
    name: "values/json-is-isolated-at-depth",
    async run({ client, settle, record }) {
      const value = { list: [{ deep: [1] }] };
      const output = await settle("echoJson", client().invoke<typeof value>("echoJson", { value }));
      output?.list[0]?.deep.push(2);
      record("the caller still has", value);
    },
    transcript: `
      conformance.echoJson received {value: {list: [{deep: [1]}]}}
      echoJson settled {list: [{deep: [1]}]}
      the caller still has {list: [{deep: [1]}]}`,
  },
  {
    name: "values/object-reached-twice-arrives-as-two",
    async run({ call }) {
      const shared = { id: 1 };
      await call("echoItems", { items: [shared, shared] });
      await call("echoJson", { value: { left: shared, right: shared } });
      const leaf = { label: "leaf", children: [] };
      await call("echoTree", { tree: { label: "root", children: [leaf, leaf] } });
    },
    transcript: `
      conformance.echoItems received {items: [{id: 1}, {id: 1}]}
      echoItems settled {items: [{id: 1}, {id: 1}]}
      conformance.echoJson received {value: {left: {id: 1}, right: {id: 1}}}
      echoJson settled {left: {id: 1}, right: {id: 1}}
      conformance.echoTree received {tree: {label: "root", children: [{label: "leaf", children: []}, {label: "leaf", children: []}]}}
      echoTree settled {label: "root", children: [{label: "leaf", children: []}, {label: "leaf", children: []}]}`,
  },
  {
    name: "values/unknown-keys-are-stripped",
    async run({ call }) {
      await call("echoItems", { items: [{ extra: 1, id: 1, more: { id: 2 } }], extra: [] });
      await call("echoTree", { tree: { label: "a", extra: 1, children: [{ label: "b", children: [], extra: 2 }] } });
    },
    transcript: `
      conformance.echoItems received {items: [{id: 1}]}
      echoItems settled {items: [{id: 1}]}
      conformance.echoTree received {tree: {label: "a", children: [{label: "b", children: []}]}}
      echoTree settled {label: "a", children: [{label: "b", children: []}]}`,
  },
  {
    name: "values/proto-keys-are-never-assigned",
    async run({ call, record }) {
      const hostile = JSON.parse('{"items":[{"id":1,"__proto__":{"polluted":1}}],"__proto__":{"polluted":2}}');
      await call("echoItems", hostile);
      await call("echoRecord", { entries: JSON.parse('{"a":1,"__proto__":2}') });
      await call("echoJson", { value: JSON.parse('{"a":{"b":1,"__proto__":{"polluted":3}}}') });
      record("Object.prototype has", Object.keys(Object.prototype));
    },
    transcript: `
      conformance.echoItems received {items: [{id: 1}]}
      echoItems settled {items: [{id: 1}]}
      conformance.echoRecord received {entries: {a: 1}}
      echoRecord settled {a: 1}
      conformance.echoJson received {value: {a: {b: 1}}}
      echoJson settled {a: {b: 1}}
      Object.prototype has []`,
  },
  {
    name: "values/keys-of-object-prototype-are-data",
    async run({ call }) {
      await call("echoRecord", {
        entries: { constructor: 1, prototype: 2, hasOwnProperty: 3, toString: 4, valueOf: 5 },
      });
      await call("echoJson", { value: { constructor: { prototype: { polluted: true } }, toJSON: "text" } });
    },
    transcript: `
      conformance.echoRecord received {entries: {constructor: 1, prototype: 2, hasOwnProperty: 3, toString: 4, valueOf: 5}}
      echoRecord settled {constructor: 1, prototype: 2, hasOwnProperty: 3, toString: 4, valueOf: 5}
      conformance.echoJson received {value: {constructor: {prototype: {polluted: true}}, toJSON: "text"}}
      echoJson settled {constructor: {prototype: {polluted: true}}, toJSON: "text"}`,
  },
  {
    name: "values/keys-come-in-the-order-of-the-schema",
    async run({ call }) {
      const options = { tags: ["t"], depth: 3 };
      await call("echoFields", { options, size: "large", note: "n", nick: "k", name: "a" });
    },
    transcript: `
      conformance.echoFields received {name: "a", nick: "k", note: "n", size: "large", options: {depth: 3, tags: ["t"]}}
      echoFields settled {name: "a", nick: "k", note: "n", size: "large", options: {depth: 3, tags: ["t"]}}`,
  },
  {
    name: "values/keys-of-records-keep-their-order",
    async run({ call }) {
      await call("echoRecord", { entries: { z: 1, a: 2, "": 3, "10": 4, "9": 5, "\u00e9 \n": 6 } });
    },
    transcript: String.raw`
      conformance.echoRecord received {entries: {"9": 5, "10": 4, z: 1, a: 2, "": 3, "\u00e9 \n": 6}}
      echoRecord settled {"9": 5, "10": 4, z: 1, a: 2, "": 3, "\u00e9 \n": 6}`,
  },
  {
    name: "values/class-instances-arrive-as-plain-data",
    async run({ call, record }) {
      const item = new Item();
      await call("echoItems", { items: [item] });
      record("toJSON ran", item.toJsonCalls);
    },
    transcript: `
      conformance.echoItems received {items: [{id: 7, label: "from a getter"}]}
      echoItems settled {items: [{id: 7, label: "from a getter"}]}
      toJSON ran 0`,
  },
  {
    name: "values/symbol-keys-are-stripped",
    async run({ call }) {
      await call("echoItems", { items: [{ id: 1, [Symbol("s")]: 2 }], [Symbol("s")]: 3 });
    },
    transcript: `
      conformance.echoItems received {items: [{id: 1}]}
      echoItems settled {items: [{id: 1}]}`,
  },
  {
    name: "values/proxies-arrive-as-plain-data",
    async run({ call, record }) {
      const read = new Set<PropertyKey>();
      const item = new Proxy(
        { id: 1, label: "a", secret: "not read" },
        {
          get(target, key) {
            if (typeof key === "string") read.add(key);
            return Reflect.get(target, key);
          },
        },
      );
      await call("echoItems", { items: new Proxy([item], {}) });
      record("of the proxy were read", [...read]);
    },
    transcript: `
      conformance.echoItems received {items: [{id: 1, label: "a"}]}
      echoItems settled {items: [{id: 1, label: "a"}]}
      of the proxy were read ["id", "label"]`,
  },
  {
    name: "values/what-was-checked-is-what-is-sent",
    async run({ call }) {
      let reads = 0;
      const item = {
        get id() {
          reads += 1;
          return reads === 1 ? 1 : "changed between two reads";
        },
      };
      await call("echoItems", { items: [item] });
    },
    transcript: `
      conformance.echoItems received {items: [{id: 1}]}
      echoItems settled {items: [{id: 1}]}`,
  },
  {
    name: "values/unreadable-objects-are-refused",
    async run({ call, record }) {
      const input = {
        get items() {
          throw new Error("secret of a getter");
        },
      };
      await call("echoItems", input);
      const revoked = Proxy.revocable({}, {});
      revoked.revoke();
      await call("echoItems", { items: [revoked.proxy] });
      record("the process lives");
    },
    transcript: `
      echoItems failed invalid_argument, details {issues: [{path: "(root)", code: "unreadable"}]}, not_sent, because of Error
      echoItems failed invalid_argument, details {issues: [{path: "(root)", code: "unreadable"}]}, not_sent, because of TypeError
      the process lives`,
  },
];

class Item {
  readonly secret: string = "not in the schema";
  readonly id: number = 7;
  toJsonCalls = 0;
  get label(): string {
    return "from a getter";
  }
  toJSON(): unknown {
    this.toJsonCalls += 1;
    return { id: -1 };
  }
}
