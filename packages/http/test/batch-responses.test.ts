import type { Socket } from "node:net";
import { createClient } from "@seamline/core";
import { callIdOf, openRawServer } from "@seamline/test-support";
import { describe, expect, it } from "vitest";
import { createHttpTransport } from "../src/index.ts";
import { ShopClient } from "./shop.ts";

const batchType = "application/vnd.seamline.batch";
const failure = (pending: Promise<unknown>): Promise<unknown> => pending.catch((reason: unknown) => reason);

/** The ids of the calls of a batch, in their order. */
const idsOf = (request: string): string[] =>
  [...request.matchAll(/^POST \/shop\/orders (\S+) \d+ /gm)].map(([, id = ""]) => id);

/** A response with a length. */
function print(request: string, body: string, { status = 200, type = batchType, id = callIdOf(request) } = {}): string {
  const head = [
    `HTTP/1.1 ${status} X`,
    `content-type: ${type}`,
    `seamline-call-id: ${id}`,
    `content-length: ${body.length}`,
  ];
  return `${head.join("\r\n")}\r\n\r\n${body}`;
}

/** Makes two calls in one batch, to which `respond` writes the response. */
async function callTwice(respond: (request: string, socket: Socket) => void): Promise<unknown[]> {
  await using server = await openRawServer(respond);
  const transport = createHttpTransport(server.url, { batch: 8 });
  const client = createClient(ShopClient, transport);
  const outcomes = await Promise.all([
    failure(client.run("buy", { item: "a" })),
    failure(client.run("buy", { item: "b" })),
  ]);
  await transport.close?.();
  return outcomes;
}

const value = (id = "", item = "a"): string => `${id} 200 {"item":"${item}","amount":1}\n`;
const good = (item: string): object => ({ item, amount: 1 });

describe("the response to a batch", () => {
  it("may come in any order", async () => {
    const swap = (request: string): string =>
      print(request, value(idsOf(request)[1], "b") + value(idsOf(request)[0], "a"));
    expect(await callTwice((request, socket) => socket.write(swap(request)))).toEqual([good("a"), good("b")]);
  });

  it("may come byte by byte", async () => {
    const outcomes = await callTwice((request, socket) => {
      const [one, other] = idsOf(request);
      const text = print(request, value(one, "a") + value(other, "b"));
      socket.setNoDelay(true);
      let at = 0;
      const next = (): void => {
        if (at < text.length) socket.write(text[at++] as string, () => setImmediate(next));
      };
      next();
    });
    expect(outcomes).toEqual([good("a"), good("b")]);
  });

  it.each<[string, (request: string, ids: string[]) => string, object, object]>([
    [
      "has no response of a call",
      (request, [one]) => print(request, value(one)),
      good("a"),
      { code: "data_loss", sent: "maybe_sent" },
    ],
    [
      "has the response of an unknown call",
      (request, [one]) => print(request, value(one) + value("other")),
      good("a"),
      { code: "data_loss" },
    ],
    [
      "has the response of an unknown call first",
      (request, [one, other]) => print(request, value("other") + value(one) + value(other)),
      { code: "data_loss" },
      { code: "data_loss" },
    ],
    [
      "has two responses of a call",
      (request, [one]) => print(request, value(one) + value(one)),
      good("a"),
      { code: "data_loss" },
    ],
    [
      "has a malformed line",
      (request, [one]) => print(request, `${value(one)}hello\n`),
      good("a"),
      { code: "internal" },
    ],
    [
      "has a line without a status",
      (request, [one, other]) => print(request, `${value(one)}${other} {}\n`),
      good("a"),
      { code: "internal" },
    ],
    [
      "has a payload that is not JSON",
      (request, [one, other]) => print(request, `${value(one)}${other} 200 {\n`),
      good("a"),
      { code: "internal" },
    ],
    [
      "has a status above 599",
      (request, [one, other]) => print(request, `${value(one)}${other} 777 {}\n`),
      good("a"),
      { code: "internal" },
    ],
    [
      "has an error that is not a problem",
      (request, [one, other]) => print(request, `${value(one)}${other} 503 []\n`),
      good("a"),
      { code: "unavailable", sent: "maybe_sent" },
    ],
    [
      "is outside the contract",
      (request, [one, other]) => print(request, `${value(one)}${other} 200 {"item":1}\n`),
      good("a"),
      { code: "internal" },
    ],
    [
      "ends within a line",
      (request, [one, other]) => print(request, value(one) + value(other).slice(0, -4)),
      good("a"),
      { code: "data_loss" },
    ],
    [
      "is that of another call",
      (request, [one]) => print(request, value(one), { id: "x" }),
      { code: "data_loss" },
      { code: "data_loss" },
    ],
    [
      "has another type",
      (request, [one]) => print(request, value(one), { type: "application/json" }),
      { code: "internal" },
      { code: "internal" },
    ],
    [
      "is the page of a proxy",
      (request) => print(request, "<html>", { status: 502, type: "text/html" }),
      { code: "unavailable", sent: "maybe_sent" },
      { code: "unavailable" },
    ],
    [
      "is a refusal",
      (request) =>
        print(request, '{"code":"unauthenticated","detail":"no"}', { status: 401, type: "application/problem+json" }),
      { code: "unauthenticated", sent: "processed" },
      { code: "unauthenticated" },
    ],
    ["is empty", (request) => print(request, "", { status: 204 }), { code: "internal" }, { code: "internal" }],
  ])("that %s fails that call and no other", async (_, respond, first, second) => {
    const outcomes = await callTwice((request, socket) => socket.write(respond(request, idsOf(request))));
    expect(outcomes).toMatchObject([first, second]);
  });

  it("that is cut keeps complete responses", async () => {
    const outcomes = await callTwice((request, socket) => {
      const text = print(request, value(idsOf(request)[0]) + value(idsOf(request)[1]));
      socket.end(text.slice(0, -5));
    });
    expect(outcomes).toMatchObject([good("a"), { code: "data_loss", sent: "maybe_sent" }]);
  });

  it("that is cut between responses fails the other calls as lost", async () => {
    const outcomes = await callTwice((request, socket) => {
      const [one = "", other = ""] = idsOf(request);
      socket.end(print(request, value(one) + value(other)).slice(0, -value(other).length));
    });
    expect(outcomes).toMatchObject([good("a"), { code: "unavailable", sent: "maybe_sent" }]);
  });
});

describe("a callee that does not support batches", () => {
  it.each([404, 405, 501])(
    "and responds with %d gets the calls one by one, and no batch for a while",
    async (status) => {
      const requests: string[] = [];
      await using server = await openRawServer((request, socket) => {
        requests.push(request.slice(0, request.indexOf(" HTTP")));
        const item = /"item":"(\w)"/.exec(request)?.[1] ?? "";
        const isBatch = request.startsWith("POST /seamline/");
        const body = isBatch ? "" : JSON.stringify({ item, amount: 1 });
        socket.write(print(request, body, { status: isBatch ? status : 200, type: "application/json" }));
      });
      const transport = createHttpTransport(server.url, { batch: 8 });
      const client = createClient(ShopClient, transport);
      const run = (): Promise<unknown[]> => Promise.all(["a", "b"].map((item) => client.run("buy", { item })));
      expect(await run()).toEqual([good("a"), good("b")]);
      expect(await run()).toEqual([good("a"), good("b")]);
      expect(requests).toEqual(["POST /seamline/batch/shop/", ...Array.from({ length: 4 }, () => "POST /shop/orders")]);
      await transport.close?.();
    },
  );
});
