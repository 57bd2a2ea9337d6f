/** The handlers of the `catalogue` service. */

import { type CallContext, runDetached } from "@seamline/core";
import { catalogueContract, echoName, locations } from "./catalogue-contract.ts";
import { catalogueErrors } from "./client.ts";
import { declaredFailures } from "./declared-failures.ts";
import { describeContext } from "./handlers.ts";
import type { SceneHandler } from "./scene.ts";
import { severals, singles, structures } from "./shapes.ts";
import { skews } from "./skewed-operations.ts";

const kinds = [...Object.keys(singles), ...Object.keys(severals), ...Object.keys(structures)];
const echoes = kinds.flatMap((kind) => locations.map((location) => echoName(kind, location)));

/** The outputs of skewed operations that are not echoes. */
const outputs: Readonly<Record<string, unknown>> = {
  callerSendsLess: { a: 1 },
  calleeWidened: { size: "huge" },
  calleeReturnsMore: { a: 1, b: "more" },
  kindChanged: { a: 1 },
  codecChanged: { a: 1 },
};

const overrides = {
  nothing: {},
  metadata: { metadata: { kept: [], added: "\u00e9" } },
  all: {
    principal: { id: "grace" },
    tenant: "s\u00fcd",
    locale: "fr",
    metadata: { kept: "replaced" },
    idempotencyKey: "own",
  },
} as const;

/** The handlers, by operation of the `catalogue` service. */
export const catalogueHandlers: Readonly<Record<string, SceneHandler>> = {
  ...Object.fromEntries(
    echoes.filter((name) => name in catalogueContract.operations).map((name) => [name, (input: unknown) => input]),
  ),
  ...Object.fromEntries(
    Object.entries(skews).flatMap(([name, { callee }]) => (callee === undefined ? [] : [[name, respond(name)]])),
  ),
  failAs({ name, how }: { readonly name: string; readonly how: string }) {
    throw declaredFailures(catalogueErrors[name], how);
  },

  async waitFar(_input: unknown, _context, { client }) {
    return client("conformance").invoke("waitBelow");
  },
  async measureFar({ timeoutMs }: { readonly timeoutMs?: number }, context, { client }) {
    const own = context.remainingMs;
    const options = timeoutMs === undefined ? {} : { timeoutMs };
    const below = await client("conformance").invoke<{ parent: number; child: number }>("measureChild", {}, options);
    const { parent, child } = below;
    return { own, child: parent, grandchild: child };
  },
  quick: (_input: unknown, context) => context.remainingMs,
  patient: (_input: unknown, context) => context.remainingMs,
  async waitQuick(_input: unknown, { signal }, { note }) {
    await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
    note("stops waiting");
    return "late";
  },

  async report({ over }: { readonly over: keyof typeof overrides }, context, { client }) {
    const below = await client("conformance").invoke<unknown[]>("relay", {}, overrides[over]);
    return [await describeContext({}, context), ...below];
  },
  /** Returns its tag by three ways: the input, the context, and a further call. */
  async tag({ tag }: { readonly tag: number }, context: CallContext, { client }) {
    for (let turn = 0; turn < tag % 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    const scalars = { text: context.tenant ?? "", count: 0, whole: tag, flag: true };
    const far = await client("conformance").invoke<{ readonly whole: number }>("echoScalars", scalars);
    return { tag, tenant: context.tenant ?? "none", far: far.whole };
  },

  /** Responds, and calls on once the gate has been opened. */
  leave({ how }: { readonly how: keyof typeof departures }, context: CallContext, { client, transcript, note }) {
    departures[how](async (options) => {
      await transcript.gate("leave");
      note("calls on", await client("conformance").invoke("relay", {}, options));
    }, context);
  },
  /** Arms a queue that works for all callers, and waits for it whatever becomes of its call. */
  async arm(_input: unknown, { signal }: CallContext, { client, transcript, note }) {
    signal.addEventListener("abort", () => note("is canceled"), { once: true });
    note("arms the queue");
    await new Promise<void>((resolve) => {
      const flush = async (): Promise<void> => {
        note("flushes", await client("conformance").invoke("describe"));
        resolve();
      };
      void transcript.gate("queue").then(() => setImmediate(flush));
    });
  },
};

/** Ways to begin work that outlives the call. */
const departures = {
  behind: (work: (options?: object) => unknown) => void work(),
  detached: (work: (options?: object) => unknown) => void runDetached(work),
  stated: (work: (options?: object) => unknown, { principal }: CallContext) => void work({ principal }),
} as const;

function respond(name: string): SceneHandler {
  return (input: unknown) => {
    if (!name.startsWith("error")) return Object.hasOwn(outputs, name) ? outputs[name] : input;
    throw declaredFailures(name === "errorCodeChanged" ? catalogueErrors.moved : catalogueErrors.gone, name);
  };
}
