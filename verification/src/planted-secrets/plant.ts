/**
 * Plants secrets wherever code or a request could leak one, and searches the responses and errors.
 */

import { createClient, type Transport } from "@seamline/core";
import { createDispatcher, createInProcessTransport, type Dispatcher } from "@seamline/core/extend";
import { createStrictTransport } from "@seamline/core/internal";
import { createHttpTransport } from "@seamline/http";
import { listenOn } from "@seamline/http/extend";
import { createHost } from "@seamline/http/test/targets/host.ts";
import { postText, send } from "../hostile-inputs/raw-request.ts";
import { takeEvenly } from "../sampling/sampling.ts";
import { dump } from "./dump.ts";
import { KeeperClient, keeperContract } from "./keeper.ts";
import { badInputs, rawRequests } from "./requests.ts";
import { refusals, slips } from "./slips.ts";

/** The number of secrets. */
export const secretCount = 500;

/**
 * The secrets planted by handlers, each slip several times, and by `authenticate`; requests plant
 * the others.
 */
const byHandlers = slips.length * 7;
const byAuthenticate = 60;

/** The planted secrets and the found ones. */
export interface PlantedSecrets {
  readonly planted: number;
  /** Secrets found in a response or in a caller's error. */
  readonly found: readonly string[];
  /** Raw responses that were searched; a callee may also close without one. */
  readonly responses: number;
  /** Callers' errors that were searched. */
  readonly errors: number;
  /** The share of the handlers' secrets in the callee's own reports: the search would find them. */
  readonly kept: number;
  /** Inputs that should have been refused and were not. */
  readonly letThrough: number;
}

/** A running keeper and everything that left it. */
interface Keeper {
  readonly publicUrl: URL;
  readonly transports: readonly Transport[];
  readonly responses: string[];
  readonly errors: string[];
  /** The behaviour of `authenticate`. */
  authenticating: (() => unknown) | undefined;
  letThrough: number;
}

/**
 * Plants that many secrets, taken at even distances. Meanwhile nothing is written to stderr: the
 * callee's log may hold secrets.
 */
export async function plantSecrets(count: number): Promise<PlantedSecrets> {
  const reported: unknown[] = [];
  const dispatcher = createKeeperDispatcher(reported);
  const authenticate = (): never => keeper.authenticating?.() as never;
  const listening = await listenOn(createHost([dispatcher]), {
    public: { port: 0, authenticate },
    internal: { port: 0 },
  });
  const http = createHttpTransport(listening.internal as string);
  const keeper: Keeper = {
    publicUrl: new URL(listening.public as string),
    transports: [createInProcessTransport(dispatcher), createStrictTransport(dispatcher, 1), http],
    responses: [],
    errors: [],
    authenticating: undefined,
    letThrough: 0,
  };
  const indexes = takeEvenly([...Array(secretCount).keys()], count);
  const write = process.stderr.write;
  process.stderr.write = (() => true) as typeof process.stderr.write;
  try {
    for (const index of indexes) await plant(keeper, index);
  } finally {
    process.stderr.write = write;
    await http.close?.();
    await listening.close();
  }
  return search(keeper, indexes, reported);
}

function createKeeperDispatcher(reported: unknown[]): Dispatcher {
  const handlers = {
    leak: ({ index }: { index: number }) => pick(slips, index)(secretOf(index)),
    take: () => undefined,
  };
  return createDispatcher(keeperContract, handlers, { onError: (error) => reported.push(error) });
}

async function plant(keeper: Keeper, index: number): Promise<void> {
  const secret = secretOf(index);
  if (index < byHandlers) {
    await capture(keeper, postText("/leak", JSON.stringify({ index })));
    for (const transport of keeper.transports) await fail(keeper, transport, "leak", { index });
  } else if (index < byHandlers + byAuthenticate) {
    keeper.authenticating = () => pick(refusals, index)(secret);
    await capture(keeper, postText("/leak", JSON.stringify({ index: 0 }), [`authorization: Bearer ${secret}`]));
    keeper.authenticating = undefined;
  } else {
    await capture(keeper, pick(rawRequests, index)(secret));
    const [inProcess] = keeper.transports as [Transport];
    const input = { id: 1, ...pick(badInputs, index)(secret) };
    if (!(await fail(keeper, inProcess, "take", input))) keeper.letThrough += 1;
  }
}

/** Sends a request over the wire and keeps its response. */
async function capture({ publicUrl, responses }: Keeper, text: string): Promise<void> {
  responses.push(await send(publicUrl, text).catch(() => ""));
}

/** Makes a call and keeps its outcome. Returns `true` if it failed. */
async function fail({ errors }: Keeper, transport: Transport, operation: string, input: unknown): Promise<boolean> {
  const settled = await createClient(KeeperClient, transport)
    .run(operation, input)
    .then(
      (value) => ({ value, failed: false }),
      (value: unknown) => ({ value, failed: true }),
    );
  errors.push(dump(settled.value));
  return settled.failed;
}

function search(keeper: Keeper, indexes: readonly number[], reported: readonly unknown[]): PlantedSecrets {
  const responses = keeper.responses.filter((text) => text !== "");
  // The search ignores case: header names and hosts are often lowered.
  const all = [...responses, ...keeper.errors].join("\n").toLowerCase();
  const log = reported.map(dump).join("\n");
  const slipped = indexes.filter((index) => index < byHandlers);
  const known = slipped.filter((index) => log.includes(secretOf(index)));
  return {
    planted: indexes.length,
    found: indexes.map(secretOf).filter((secret) => all.includes(secret.toLowerCase())),
    responses: responses.length,
    errors: keeper.errors.length,
    kept: known.length / slipped.length,
    letThrough: keeper.letThrough,
  };
}

/** A word that occurs nowhere else. */
function secretOf(index: number): string {
  return `Scrt${index.toString(36).padStart(3, "0")}q${"kzvx".repeat(2)}Z${index}e`;
}

function pick<Item>(items: readonly Item[], index: number): Item {
  return items[index % items.length] as Item;
}
