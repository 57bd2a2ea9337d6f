/**
 * Requests that a client pipelines on one connection run one at a time, and are answered in order;
 * the memory that they take while they wait is bounded by what is read of them.
 */

import { connect } from "node:net";
import { createApplication, defineContract, defineModule } from "@seamline/core";
import { listen } from "@seamline/http";
import { z } from "zod";
import { scaled } from "../../sampling/sampling.ts";
import type { Figure, Finding } from "../figure.ts";

/** Requests of a full run: about 0.6 MB, all of which a listener without a bound starts at once. */
const requestCount = 20_000;

const contract = defineContract("line", {
  operations: { number: { http: "GET /n/{n}", expose: "public", input: z.object({ n: z.int() }), output: z.int() } },
});

/** The figure. */
export const figure: Figure = {
  name: "pipelined requests on one connection",
  target: `1 call at a time, ${requestCount} responses in order`,
  sampleScale: 0.25,
  async run(scale): Promise<Finding> {
    const count = scaled(requestCount, scale);
    let running = 0;
    let peak = 0;
    const module = defineModule({
      contract,
      start: () => ({
        async number({ n }: { n: number }) {
          running += 1;
          peak = Math.max(peak, running);
          await new Promise(setImmediate);
          running -= 1;
          return n;
        },
      }),
    });
    const app = createApplication({ modules: { line: { contract, load: async () => module } } });
    const { public: url = "" } = await listen(app, { public: { port: 0 } });
    const numbers = Array.from({ length: count }, (_, n) => n);
    const received = await exchange(Number(new URL(url).port), numbers);
    await app.stop();
    const wrong = numbers.findIndex((n) => received[n] !== n);
    const faults = wrong < 0 ? [] : [`expected response ${wrong} in its place, found ${received[wrong] ?? "none"}`];
    if (peak !== 1) faults.push(`expected 1 call at a time, found ${peak}`);
    return { measured: `${peak} call at a time, ${received.length} responses in order`, faults };
  },
};

/** Writes all requests without waiting for a response, and reads the numbers of the responses. */
function exchange(port: number, numbers: readonly number[]): Promise<readonly number[]> {
  const socket = connect(port, "127.0.0.1").setEncoding("latin1");
  const received: number[] = [];
  let rest = "";
  return new Promise((resolve) => {
    socket.on("close", () => resolve(received));
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      const parts = (rest + chunk).split("HTTP/1.1 ");
      rest = `HTTP/1.1 ${parts.pop()}`;
      for (const part of parts) if (part !== "") received.push(Number(part.split("\r\n\r\n")[1]));
      const last = /\r\n\r\n(\d+)$/.exec(rest);
      if (received.length !== numbers.length - 1 || Number(last?.[1]) !== numbers.length - 1) return;
      received.push(numbers.length - 1);
      socket.destroy();
    });
    socket.write(numbers.map((n) => `GET /n/${n} HTTP/1.1\r\nhost: line\r\n\r\n`).join(""));
  });
}
