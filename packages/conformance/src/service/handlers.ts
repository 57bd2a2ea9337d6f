/** The handlers of the two conformance services. */

import { AsyncLocalStorage } from "node:async_hooks";
import { type CallContext, currentContext, ServiceError } from "@seamline/core";
import { failures } from "./failures.ts";
import { oddValues } from "./odd-values.ts";
import type { Scene, SceneHandler } from "./scene.ts";
import { streamHandlers } from "./streams.ts";

/** An example of a caller's state in its async frame: an open transaction, a request, a user. */
export const callerStorage: AsyncLocalStorage<string> = new AsyncLocalStorage();

interface ItemList {
  readonly items: { id: number; label?: string }[];
}

const echo = (input: unknown): unknown => input;

/** Returns `undefined`. */
const nothing = (): void => {};

function give({ what }: { readonly what: string }): unknown {
  return take(oddValues, what)();
}

function fail({ how }: { readonly how: string }): unknown {
  const later = how.startsWith("later: ");
  const reason = take(failures, later ? how.slice("later: ".length) : how)();
  if (later) return Promise.resolve().then(() => Promise.reject(reason));
  throw reason;
}

/** Describes the current context after a wait: it belongs to this call, if calls do not mix. */
export async function describeContext(_: unknown, context: CallContext): Promise<unknown> {
  await Promise.resolve();
  const around = currentContext();
  return {
    caller: around?.caller ?? null,
    origin: around?.origin ?? "no context",
    depth: around?.depth === context.depth ? context.depth : -1,
    principal: around?.principal ?? null,
    tenant: around?.tenant ?? null,
    locale: around?.locale ?? null,
    metadata: Object.fromEntries(Object.entries(around?.metadata ?? {}).map(([name, values]) => [name, [...values]])),
    idempotencyKey: around?.idempotencyKey ?? null,
  };
}

async function wait(_: unknown, context: CallContext, scene: Scene): Promise<string> {
  const { signal } = context;
  scene.note("waits");
  await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  const { reason } = signal;
  scene.note("stops waiting", { code: ServiceError.is(reason) ? reason.code : "not a ServiceError" });
  return "late";
}

/** The handlers, by operation of the `conformance` service. */
export const conformanceHandlers: Readonly<Record<string, SceneHandler>> = {
  echoScalars: echo,
  echoFields: echo,
  echoItems: echo,
  echoRecord: ({ entries }: { entries: unknown }) => entries,
  echoVariants: echo,
  echoTree: ({ tree }: { tree: unknown }) => tree,
  echoJson: ({ value }: { value: unknown }) => value,
  echoRich: echo,

  alter(input: ItemList, _context, { transcript }) {
    const output: ItemList = { items: [{ id: 9, label: "output" }] };
    transcript.memory.set("input", input).set("output", output);
    for (const item of input.items) item.label = "changed by the handler";
    input.items.push({ id: 0 });
    return output;
  },
  recall(_input: unknown, _context, { transcript, note }) {
    note("keeps the input", transcript.memory.get("input"));
    const output = transcript.memory.get("output") as ItemList;
    note("keeps the output", output);
    for (const item of output.items) item.label = "changed after the call";
    return output;
  },
  alterDefaults(input: { readonly options: { readonly tags: string[] } }) {
    input.options.tags.push("added by the handler");
    return input;
  },
  getSlot: echo,
  search: echo,
  replaceItem: echo,
  changeItem: echo,
  markItem: echo,
  removeItem: nothing,
  removeItems: nothing,

  giveNothing: give,
  giveNumber: give,
  giveText: give,
  giveNullable: give,
  giveItems: give,
  giveFields: give,
  giveTagged: give,
  giveJson: give,
  giveRich: give,

  fail,
  failWithCode({ code }: { code: string }) {
    const name = code.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    return fail({ how: `${name}Declared` });
  },
  async passOn({ how }: { how: string }, _context, { client }) {
    const [service, ...rest] = how.split(": ");
    return client(service === "neighbour" ? service : "conformance").invoke("fail", { how: rest.join(": ") });
  },

  describe: describeContext,
  async describeTwice(input: unknown, context, { client }) {
    const options = { tenant: "there", metadata: { added: "there", kept: ["replaced", "twice"] } };
    const there = await client("neighbour").invoke("describe", {}, options);
    return { here: await describeContext(input, context), there };
  },
  async relay(input: unknown, context, { client }) {
    const below = await client("neighbour").invoke<unknown[]>("relay");
    return [await describeContext(input, context), ...below];
  },
  async descend(_input: unknown, context, { client }) {
    try {
      return await client("conformance").invoke("descend");
    } catch (reason) {
      return { deepest: context.depth, code: ServiceError.is(reason) ? reason.code : "not a ServiceError" };
    }
  },
  async trace(_input: unknown, { trace }, { client }) {
    const below = await client("neighbour").invoke<unknown[]>("trace");
    return [trace, ...below];
  },
  unseen: nothing,
  restricted: () => "allowed",
  async frame() {
    const before = callerStorage.getStore() ?? "nothing";
    callerStorage.enterWith("left by the handler");
    await Promise.resolve();
    return before;
  },

  measure: (_input: unknown, context) => context.remainingMs,
  async measureChild(_input: unknown, context, { client }) {
    const parent = context.remainingMs;
    const child = await client("neighbour").invoke<number>("measure", {}, { timeoutMs: 25_000 });
    return { parent, child };
  },
  wait,
  async waitBelow(_input: unknown, _context, { client, note }) {
    try {
      return await client("neighbour").invoke("wait");
    } catch (reason) {
      note("sees its call fail", { code: ServiceError.is(reason) ? reason.code : "not a ServiceError" });
      throw reason;
    }
  },
  async hold(_input: unknown, _context, { transcript, note }) {
    note("ignores its signal");
    await transcript.gate("hold");
    note("finishes");
    return "late";
  },
  compute({ ms }: { ms: number }) {
    const end = performance.now() + ms;
    while (performance.now() < end);
    return "computed";
  },
  ...streamHandlers,
  async *describeOften({ times }: { times: number }, context, { client }) {
    for (let time = 1; time < times; time += 1) yield describeContext(undefined, context);
    yield client("neighbour").invoke("describe");
  },
};

/** The handlers, by operation of the `neighbour` service. */
export const neighbourHandlers: Readonly<Record<string, SceneHandler>> = {
  describe: describeContext,
  async relay(input: unknown, context, { client }) {
    return [await describeContext(input, context), await client("conformance").invoke("describe")];
  },
  fail,
  trace: (_input: unknown, { trace }) => [trace],
  measure: (_input: unknown, context) => context.remainingMs,
  restricted: () => "allowed",
  replaceAll: nothing,
  callRestricted: (_input: unknown, _context, { client }) => client("conformance").invoke("restricted"),
  wait,
};

function take<Value>(values: Readonly<Record<string, Value>>, name: string): Value {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) throw new RangeError(`${name}: expected one of ${Object.keys(values).join(", ")}`);
  return value;
}
