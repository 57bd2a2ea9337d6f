/** The context that crosses with a call, and the state that must not. */

import type { ConformanceCase } from "../runner/case.ts";
import { callerStorage } from "../service/handlers.ts";
import { printContextReport as report } from "./context-report.ts";

/** The `context` family. */
export const contextCases: readonly ConformanceCase[] = [
  {
    name: "context/a-bare-call-carries-nothing",
    async run({ call }) {
      await call("describe");
    },
    transcript: `
      conformance.describe received {}
      describe settled ${report({})}`,
  },
  {
    name: "context/principal-tenant-and-locale-cross",
    async run({ call }) {
      const principal = {
        id: "ada",
        roles: ["admin"],
        quota: { left: 0.5 },
        "\u00e9": "\u20ac \ud83d\ude00",
        none: null,
      };
      await call("describe", {}, { principal, tenant: "north", locale: "de-AT" });
    },
    transcript: `
      conformance.describe received {}
      describe settled ${report({
        principal: String.raw`{id: "ada", roles: ["admin"], quota: {left: 0.5}, "\u00e9": "\u20ac \ud83d\ude00", none: null}`,
        tenant: '"north"',
        locale: '"de-AT"',
      })}`,
  },
  {
    name: "context/tenants-are-any-text",
    async run({ call }) {
      for (const tenant of ["Z\u00fcrich", " a ", '50%, "b"', "\ud83c\udf55"]) await call("describe", {}, { tenant });
    },
    transcript: `
      conformance.describe received {}
      describe settled ${report({ tenant: String.raw`"Z\u00fcrich"` })}
      conformance.describe received {}
      describe settled ${report({ tenant: '" a "' })}
      conformance.describe received {}
      describe settled ${report({ tenant: String.raw`"50%, \"b\""` })}
      conformance.describe received {}
      describe settled ${report({ tenant: String.raw`"\ud83c\udf55"` })}`,
  },
  {
    name: "context/principal-must-be-json",
    async run({ call }) {
      const ring: Record<string, unknown> = { id: "ring" };
      ring.self = ring;
      await call("describe", {}, { principal: ring as never });
      await call("describe", {}, { principal: { id: "ada", big: 1n } });
    },
    transcript: `
      describe failed invalid_argument, not_sent, because of TypeError
      describe failed invalid_argument, not_sent, because of TypeError`,
  },
  {
    name: "context/principal-has-at-most-4-kib",
    async run({ call, client, settle }) {
      const options = { principal: { id: "x".repeat(4096 - '{"id":""}'.length) } };
      const fits = await client().invoke<typeof options>("describe", {}, options);
      await settle("what fits", Promise.resolve(fits.principal.id.length));
      await call("describe", {}, { principal: { id: "x".repeat(4096) } });
    },
    transcript: `
      conformance.describe received {}
      what fits settled 4087
      describe failed resource_exhausted, not_sent`,
  },
  {
    name: "context/tenants-and-locales-that-cannot-travel-are-refused",
    async run({ call }) {
      for (const label of ["", "a\nb", "\ud800", "x".repeat(256), 1 as never]) {
        await call("describe", {}, { tenant: label });
        await call("describe", {}, { locale: label });
      }
    },
    transcript: "describe failed invalid_argument, not_sent\n".repeat(10),
  },
  {
    name: "context/principal-is-isolated",
    async run({ client, settle, record }) {
      const principal = { id: "ada", roles: ["reader"] };
      const pending = client().invoke("describe", {}, { principal });
      principal.roles.push("admin");
      await settle("describe", pending);
      record("the caller still has", principal);
    },
    transcript: `
      conformance.describe received {}
      describe settled ${report({ principal: '{id: "ada", roles: ["reader"]}' })}
      the caller still has {id: "ada", roles: ["reader", "admin"]}`,
  },
  {
    name: "context/the-idempotency-key-crosses",
    async run({ call }) {
      await call("describe", {}, { idempotencyKey: "order-17/attempt;~" });
    },
    transcript: `
      conformance.describe received {}
      describe settled ${report({ idempotencyKey: '"order-17/attempt;~"' })}`,
  },
  {
    name: "context/the-trace-is-one-tree",
    async run({ client, record }) {
      const one = await client().invoke<{ traceId: string; spanId: string }[]>("trace");
      const other = await client().invoke<{ traceId: string; spanId: string }[]>("trace");
      record("calls below share the trace", one[0]?.traceId === one[1]?.traceId);
      record("each call has a span of its own", one[0]?.spanId !== one[1]?.spanId);
      record("another call has another trace", one[0]?.traceId !== other[0]?.traceId);
    },
    transcript: `
      ${"conformance.trace received {}\nneighbour.trace received {}\n".repeat(2)}
      calls below share the trace true
      each call has a span of its own true
      another call has another trace true`,
  },
  {
    name: "context/the-caller-is-named",
    async run({ client, settle }) {
      await settle("describe", client("conformance", "neighbour").invoke("describe"));
    },
    transcript: `
      conformance.describe received {}
      describe settled ${report({ caller: '"neighbour"' })}`,
  },
  {
    name: "context/crosses-a-handler-to-the-calls-it-makes",
    async run({ call }) {
      const options = { principal: { id: "ada" }, tenant: "north", locale: "de", metadata: { a: ["1", "2"] } };
      await call("relay", {}, options);
    },
    transcript: `
      conformance.relay received {}
      neighbour.relay received {}
      conformance.describe received {}
      relay settled [${[
        ["null", 1],
        ['"conformance"', 2],
        ['"neighbour"', 3],
      ]
        .map(([caller, depth]) =>
          report({
            caller: String(caller),
            depth: String(depth),
            principal: '{id: "ada"}',
            tenant: '"north"',
            locale: '"de"',
            metadata: '{a: ["1", "2"]}',
          }),
        )
        .join(", ")}]`,
  },
  {
    name: "context/a-handler-may-replace-parts-of-it",
    async run({ call }) {
      const metadata = { kept: ["1"], first: "2" };
      await call("describeTwice", {}, { principal: { id: "ada" }, tenant: "here", metadata });
    },
    transcript: `
      conformance.describeTwice received {}
      neighbour.describe received {}
      describeTwice settled {here: ${report({
        principal: '{id: "ada"}',
        tenant: '"here"',
        metadata: '{kept: ["1"], first: ["2"]}',
      })}, there: ${report({
        caller: '"conformance"',
        depth: "2",
        principal: '{id: "ada"}',
        tenant: '"there"',
        metadata: '{kept: ["replaced", "twice"], first: ["2"], added: ["there"]}',
      })}}`,
  },
  {
    name: "context/concurrent-calls-do-not-mix",
    async run({ client, record, unordered }) {
      const calls = Array.from({ length: 24 }, (_, index) => `tenant-${index}`);
      await unordered(async () => {
        const reports = await Promise.all(
          calls.map((tenant) => client().invoke<{ tenant: string }[]>("relay", {}, { tenant })),
        );
        const mixed = reports.filter((chain, index) => chain.some(({ tenant }) => tenant !== calls[index]));
        record("mixed up", mixed);
      });
    },
    transcript: `
      ${"conformance.describe received {}\n".repeat(24)}
      ${"conformance.relay received {}\n".repeat(24)}
      mixed up []
      ${"neighbour.relay received {}\n".repeat(24)}`,
  },
  {
    name: "context/async-local-storage-of-the-caller-is-out-of-reach",
    async run({ call, record }) {
      await callerStorage.run("a transaction of the caller", async () => {
        await call("frame");
        record("the caller still has", callerStorage.getStore());
      });
    },
    transcript: `
      conformance.frame received {}
      frame settled "nothing"
      the caller still has "a transaction of the caller"`,
  },
  {
    name: "context/async-local-storage-of-the-handler-does-not-leak",
    async run({ call, record }) {
      await call("frame");
      record("the caller has", callerStorage.getStore());
      await call("frame");
    },
    transcript: `
      conformance.frame received {}
      frame settled "nothing"
      the caller has undefined
      conformance.frame received {}
      frame settled "nothing"`,
  },
  {
    name: "context/callers-that-are-not-allowed-are-refused",
    async run({ client, settle }) {
      await settle("code outside modules", client().invoke("restricted"));
      await settle("another service", client("conformance", "stranger").invoke("restricted"));
      await settle("the service itself", client("conformance", "conformance").invoke("restricted"));
    },
    transcript: `
      code outside modules failed permission_denied, processed, in conformance.restricted
      another service failed permission_denied, processed, in conformance.restricted
      the service itself failed permission_denied, processed, in conformance.restricted`,
  },
  {
    name: "context/callers-that-are-allowed-are-let-in",
    async run({ client, settle }) {
      await settle("the neighbour", client("neighbour", "stranger").invoke("callRestricted"));
      await settle("in its name", client("conformance", "neighbour").invoke("restricted"));
    },
    transcript: `
      neighbour.callRestricted received {}
      conformance.restricted received {}
      the neighbour settled "allowed"
      conformance.restricted received {}
      in its name settled "allowed"`,
  },
];
