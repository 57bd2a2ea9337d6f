/** Callers that an allow-list accepts: the same over every transport, and none from outside. */

import { createClient, defineContract, type ServiceError, type Transport } from "@seamline/core";
import { type ApplicationHost, createDispatcher, createInProcessTransport } from "@seamline/core/extend";
import { createStrictTransport } from "@seamline/core/internal";
import { ask, postText } from "@seamline/test-support";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSigner, listenOn } from "../src/extend.ts";
import { createHttpTransport, type Listening } from "../src/index.ts";

const services = ["customer", "courier", "kitchen", "admin"] as const;
/** Each subset of the services is the allow-list of one operation. */
const lists = Array.from({ length: 15 }, (_, index) => services.filter((_name, bit) => ((index + 1) >> bit) & 1));

const operations: Record<string, { http?: string; allow?: string[] }> = Object.fromEntries([
  ["open", {}],
  ...lists.map((allow, index) => [`list${index}`, { http: `POST /door/list${index}`, allow: [...allow] }]),
]);
const contract = defineContract("door", { operations });

const keys = [{ id: "k1", secret: new Uint8Array(32).fill(7) }];
const odd = ["Customer", "customer2", "constructor", "__proto__", "toString", "door", "hasOwnProperty"];
const caller = fc.option(fc.constantFrom(...services, ...odd), { nil: undefined });

describe("an allow-list", () => {
  const ran: string[] = [];
  let listening: Listening;
  let transports: readonly Transport[];

  beforeAll(async () => {
    const names = Object.keys(contract.operations);
    const handlers = Object.fromEntries(names.map((name) => [name, () => void ran.push(name)]));
    const dispatcher = createDispatcher(contract, handlers);
    const host: ApplicationHost = {
      state: "ready",
      dispatchers: [dispatcher],
      keys,
      async start() {},
      addListener() {},
      addReadinessCheck: () => () => {},
      unreadyReasons: [],
    };
    listening = await listenOn(host, { public: { port: 0 }, internal: { port: 0 } });
    transports = [
      createInProcessTransport(dispatcher),
      createStrictTransport(dispatcher, 1),
      createHttpTransport(listening.internal ?? "", { keys }),
    ];
  });
  afterAll(async () => {
    for (const transport of transports) await transport.close?.();
    await listening.close();
  });

  it("accepts the callers that it names and no others, on every transport", async () => {
    await fc.assert(
      fc.asyncProperty(caller, fc.nat(lists.length - 1), async (name, index) => {
        const allowed = (lists[index] as readonly string[]).includes(name ?? "");
        for (const transport of transports) {
          ran.length = 0;
          const client = createClient(contract, transport, name === undefined ? {} : { caller: name });
          const claims = { principal: { id: "root", caller: "admin" }, metadata: { caller: "admin" } };
          const failure = await client[`list${index}`]?.({}, claims).then(
            () => undefined,
            (reason: ServiceError) => reason.code,
          );
          if (failure === undefined) expect(allowed).toBe(true);
          // A name that no service can have cannot even be signed.
          else expect([allowed, ["permission_denied", "unauthenticated"].includes(failure)]).toEqual([false, true]);
          expect(ran.length > 0).toBe(allowed);
        }
      }),
      { numRuns: 200, seed: 20_261_120 },
    );
  });

  it("accepts no caller from outside, whatever it signs or claims", async () => {
    ran.length = 0;
    const unknown = await ask(new URL(listening.public ?? ""), postText("/door/nothing", "{}"));
    for (const [index, allow] of lists.entries()) {
      const signed = {
        ...{ method: "POST", target: `/door/list${index}`, operation: `door.list${index}`, audience: "door" },
        ...{ headers: ["call-1", "5000", undefined, undefined], body: "{}" },
      };
      const headers = [
        ...["seamline-call-id: call-1", "seamline-timeout-ms: 5000"],
        `seamline-signature: ${createSigner(keys)?.(signed, allow[0] as string)}`,
      ];
      const response = await ask(new URL(listening.public ?? ""), postText(signed.target, "{}", headers));
      expect(response.timeless).toBe(unknown.timeless);
      const inside = await ask(new URL(listening.internal ?? ""), postText(signed.target, "{}", headers));
      expect(inside.status).toBe(204); // the same request to the internal listener
    }
    expect(ran).toHaveLength(lists.length);
  });
});
