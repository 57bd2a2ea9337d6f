/** Depth, cycles and size of inputs and outputs. */

import type { ConformanceCase } from "../runner/case.ts";
import { nested } from "../service/odd-values.ts";

/** The `limits` family. */
export const limitCases: readonly ConformanceCase[] = [
  {
    name: "limits/an-input-has-at-most-64-levels",
    async run({ call }) {
      await call("echoJson", { value: nested(63) }); // the input object is a level too
      await call("echoJson", { value: nested(64) });
      await call("echoTree", { tree: tree(31) });
      await call("echoTree", { tree: tree(32) });
    },
    transcript: `
      conformance.echoJson received {value: ${brackets(63)}}
      echoJson settled ${brackets(63)}
      echoJson failed resource_exhausted, details {issues: [{path: "(root)", code: "too_deep"}]}, not_sent
      conformance.echoTree received {tree: ${treeText(31)}}
      echoTree settled ${treeText(31)}
      echoTree failed resource_exhausted, details {issues: [{path: "(root)", code: "too_deep"}]}, not_sent`,
  },
  {
    name: "limits/a-million-levels-do-no-harm",
    async run({ call }) {
      await call("echoJson", { value: nested(1_000_000) });
    },
    transcript: `
      echoJson failed resource_exhausted, details {issues: [{path: "(root)", code: "too_deep"}]}, not_sent`,
  },
  {
    name: "limits/an-output-has-at-most-64-levels",
    async run({ call }) {
      await call("giveJson", { what: "64 levels" });
      await call("giveJson", { what: "65 levels" });
    },
    transcript: `
      conformance.giveJson received {what: "64 levels"}
      giveJson settled ${brackets(64)}
      conformance.giveJson received {what: "65 levels"}
      conformance.giveJson reports a ServiceError, resource_exhausted
      giveJson failed resource_exhausted, processed`,
  },
  {
    name: "limits/cycles-are-refused",
    async run({ call }) {
      const ring: Record<string, unknown> = { label: "ring", children: [] };
      (ring.children as unknown[]).push(ring);
      await call("echoTree", { tree: ring });
      await call("echoJson", { value: ring });
      await call("giveJson", { what: "cycle" });
    },
    transcript: `
      echoTree failed invalid_argument, details {issues: [{path: "(root)", code: "cycle"}]}, not_sent
      echoJson failed invalid_argument, details {issues: [{path: "(root)", code: "cycle"}]}, not_sent
      conformance.giveJson received {what: "cycle"}
      conformance.giveJson reports a ServiceError, internal
      giveJson failed internal, processed`,
  },
  {
    name: "limits/an-input-has-at-most-1-mib",
    async run({ client, settle }) {
      const scalars = { count: 1, whole: 1, flag: true };
      const rest = JSON.stringify({ text: "", ...scalars }).length;
      const fits = { text: "x".repeat(2 ** 20 - rest), ...scalars };
      await settle("what fits", client().invoke("echoScalars", fits));
      await settle("one byte more", client().invoke("echoScalars", { ...fits, text: `${fits.text}x` }));
      await settle("fewer characters", client().invoke("echoScalars", { ...scalars, text: "\u20ac".repeat(350_000) }));
    },
    transcript: `
      conformance.echoScalars received {text: text(1048533 units, sha256 34d93cc5a549), count: 1, whole: 1, flag: true}
      what fits settled {text: text(1048533 units, sha256 34d93cc5a549), count: 1, whole: 1, flag: true}
      one byte more failed resource_exhausted, not_sent, in conformance.echoScalars
      fewer characters failed resource_exhausted, not_sent, in conformance.echoScalars`,
  },
  {
    name: "limits/an-output-has-at-most-8-mib",
    async run({ call }) {
      await call("giveText", { what: "almost eight megabytes" });
      await call("giveText", { what: "eight megabytes" });
    },
    transcript: `
      conformance.giveText received {what: "almost eight megabytes"}
      giveText settled text(8388606 units, sha256 fe944c46ee59)
      conformance.giveText received {what: "eight megabytes"}
      conformance.giveText reports a ServiceError, resource_exhausted
      giveText failed resource_exhausted, processed`,
  },
  {
    name: "limits/details-have-at-most-8-mib",
    async run({ call }) {
      await call("fail", { how: "declared with details of 8 MiB" });
      await call("fail", { how: "declared with larger details" });
    },
    transcript: `
      conformance.fail received {how: "declared with details of 8 MiB"}
      fail failed not_found, the class thingMissing, details {id: 7, since: Date(2020-01-01T00:00:00.000Z), hint: text(8388555 units, sha256 957c46d5c60c)}, processed
      conformance.fail received {how: "declared with larger details"}
      conformance.fail reports a ServiceError, not_found
      fail failed resource_exhausted, processed`,
  },
  {
    name: "limits/invalid-fields-are-named-up-to-100",
    async run({ client, record }) {
      const error = await client()
        .invoke("echoTree", { tree: { label: "n", children: Array.from({ length: 200 }, () => 0) } })
        .catch((reason: unknown) => reason);
      const { code, details } = error as { code: string; details: { issues: readonly unknown[] } };
      record(code, details.issues.length);
    },
    transcript: `
      invalid_argument 100`,
  },
  {
    name: "limits/all-fit-together",
    async run({ client, settle }) {
      const text = '"'.repeat(4_091); // as JSON, each quote has a backslash
      const context = {
        metadata: { a: text },
        principal: { id: "p".repeat(4_087) },
        tenant: "\u{1f34e}".repeat(127),
        locale: "\u{1f34e}".repeat(127),
        idempotencyKey: "k".repeat(255),
      };
      const fields = { shelf: "s".repeat(3_500), mark: "%".repeat(1_300), count: 1 }; // 7,422 bytes in path, query and headers
      await settle("markItem", client().invoke("markItem", fields, context));
    },
    transcript: `
      conformance.markItem received {shelf: text(3500 units, sha256 92c03f7f0980), mark: text(1300 units, sha256 3b210b1d8527), count: 1}
      markItem settled {shelf: text(3500 units, sha256 92c03f7f0980), mark: text(1300 units, sha256 3b210b1d8527), count: 1}`,
  },
];

function tree(levels: number): unknown {
  let node: unknown = { label: "n", children: [] };
  for (let level = 1; level < levels; level += 1) node = { label: "n", children: [node] };
  return node;
}

function treeText(levels: number): string {
  return `${'{label: "n", children: ['.repeat(levels)}${"]}".repeat(levels)}`;
}

function brackets(levels: number): string {
  return "[".repeat(levels) + "]".repeat(levels);
}
