/**
 * Clients that stall do not hold a shutdown: uploads that stop in the middle, heads that never end,
 * silent connections, and responses that are not read.
 */

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createApplication, defineContract, defineModule } from "@seamline/core";
import { listen } from "@seamline/http";
import { z } from "zod";
import { scaled } from "../../sampling/sampling.ts";
import type { Figure, Finding } from "../figure.ts";

/** Connections of a full run. */
const connectionCount = 200;
/** Milliseconds within which a listener closes with nothing but stalled clients. */
const targetMs = 5_000;

const contract = defineContract("dock", {
  operations: {
    load: { http: "POST /load", expose: "public", input: z.object({ text: z.string() }) },
    large: { http: "GET /large", expose: "public", output: z.string() },
  },
});

/** What a stalled client has sent. */
const beginnings = [
  'POST /load HTTP/1.1\r\nhost: dock\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"text',
  "POST /load HTTP/1.1\r\nhost: do",
  "GET /large HTTP/1.1\r\nhost: dock\r\n\r\n",
  "",
];

/** The figure. */
export const figure: Figure = {
  name: "stalled clients in a shutdown",
  target: `stopped within ${targetMs / 1000} s, no stalled request ran`,
  sampleScale: 0.05,
  async run(scale): Promise<Finding> {
    const count = scaled(connectionCount, scale);
    let ran = 0;
    const module = defineModule({
      contract,
      start: () => ({
        load() {
          ran += 1;
        },
        large: () => "x".repeat(4_000_000),
      }),
    });
    const app = createApplication({ modules: { dock: { contract, load: async () => module } } });
    const never = 600_000;
    const timeouts = { headersTimeoutMs: never, requestTimeoutMs: never, keepAliveTimeoutMs: never };
    const { public: url = "" } = await listen(app, { public: { port: 0, ...timeouts } });
    const sockets: Socket[] = [];
    for (let n = 0; n < count; n += 1) {
      const socket = connect(Number(new URL(url).port), "127.0.0.1").on("error", () => undefined);
      sockets.push(socket);
      await once(socket, "connect");
      const beginning = beginnings[n % beginnings.length] ?? "";
      if (beginning !== "") await new Promise((resolve) => socket.write(beginning, resolve));
    }
    const from = performance.now();
    await app.stop();
    const took = performance.now() - from;
    for (const socket of sockets) socket.destroy();
    return {
      measured: `stopped after ${(took / 1000).toFixed(1)} s with ${count} stalled connections, ${ran} ran`,
      faults: ran === 0 ? [] : [`expected no stalled request to run, found ${ran}`],
      withinTarget: took <= targetMs,
    };
  },
};
