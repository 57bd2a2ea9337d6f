/**
 * Requests from outside with the spelling of an internal operation learn nothing and reach nothing:
 * the response equals that to the same spelling of an unknown route, byte for byte except for the
 * date.
 */

import { connect } from "node:net";
import { type ApplicationHost, createDispatcher } from "@seamline/core/extend";
import { sendRaw } from "@seamline/test-support";
import {
  bodies,
  compareWords,
  countStatuses,
  headers,
  methods,
  sampleSpellings,
  vaultContract,
  withoutDate,
  words,
} from "@seamline/test-support/hidden-operations";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listenOn } from "../src/extend.ts";
import type { Listening } from "../src/index.ts";

describe("an internal operation on the public listener", () => {
  const ran: string[] = [];
  let listening: Listening;
  let url: URL;
  beforeAll(async () => {
    const run = (name: string, value?: unknown) => (): unknown => {
      ran.push(name);
      return value;
    };
    const handlers = {
      open: run("open"),
      look: run("look", "gold"),
      drop: run("drop"),
      list: run("list", ["door"]),
      ring: run("ring"),
    };
    const dispatchers = [createDispatcher(vaultContract, handlers)];
    const host: ApplicationHost = {
      state: "ready",
      dispatchers,
      keys: [],
      async start() {},
      addListener() {},
      addReadinessCheck: () => () => {},
      unreadyReasons: [],
    };
    listening = await listenOn(host, { public: { port: 0 } });
    url = new URL(listening.public ?? "");
  });
  afterAll(() => listening.close());

  const ask = async (text: string): Promise<string> => withoutDate(await sendRaw(url, text).catch(() => ""));

  it("gets the response of an unknown route, in two thousand spellings", async () => {
    const statuses = await countStatuses(sampleSpellings(2000, 20_261_120), ask);
    // The spellings pass the parser, and some reach exposed operations.
    expect(statuses.get("404")).toBeGreaterThan(800);
    expect(statuses.get("405")).toBeGreaterThan(20);
    expect(new Set(ran).difference(new Set(["list", "ring"]))).toEqual(new Set());
  });

  it.each(methods)("gets the response of an unknown route to a plain %s", async (method) => {
    for (const path of ["/vault/door/@", "/vault/@", "/@/1"]) {
      for (const body of bodies)
        await compareWords({ method, path, changes: [], headers: [], host: "vault", body }, ask);
    }
  });

  it("gets a response of the same length, with any headers", async () => {
    const plain = { method: "POST", path: "/vault/door/@", changes: [], host: "vault", body: "{}" };
    const lengths = await Promise.all(
      headers.map(async (text) => (await compareWords({ ...plain, headers: [text] }, ask)).length),
    );
    expect(new Set(lengths).size).toBe(1);
  });

  it("is not reached over an IPv4 address in IPv6 form", async () => {
    const responses = await Promise.all(
      words.map(
        (word) =>
          new Promise<string>((resolve, reject) => {
            const socket = connect(Number(url.port), "::ffff:127.0.0.1");
            let response = "";
            socket.on("data", (chunk) => {
              response += chunk.toString("latin1");
            });
            socket.on("error", reject);
            socket.on("close", () => resolve(withoutDate(response)));
            socket.write(
              `POST /vault/door/${word} HTTP/1.1\r\nhost: internal\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
            );
          }),
      ),
    );
    expect(responses[0]).toContain("404 Not Found");
    expect(responses[0]).toBe(responses[1]);
    expect(ran).not.toContain("open");
  });
});
