/** Callers made of one function that posts JSON. */

import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { Quote } from "@bench/orders-client";
import { Agent, type Dispatcher, request } from "undici";
import type { Caller } from "../../subject/subject.ts";

/** A response: its status, and the text of its body. */
export interface Posted {
  readonly status: number;
  readonly text: string;
}

/** The header of every request. */
export const headers = { "content-type": "application/json" };

/** A caller that posts, and parses what it gets. */
export function createCaller(
  post: (path: string, body: string) => Promise<Posted>,
  close?: () => Promise<unknown>,
): Caller {
  const call = async (path: string, input: object): Promise<unknown> => {
    const { status, text } = await post(path, JSON.stringify(input));
    if (status !== 200) throw new Error(`expected 200, found ${status}`);
    return JSON.parse(text);
  };
  return {
    quote: async (input) => (await call("/quotes", input)) as Quote,
    search: async (input) => (await call("/quotes/search", input)) as Quote[],
    close: async () => void (await close?.()),
  };
}

/** A caller by undici's `request`, over any dispatcher. */
export function createUndiciCaller(origin: string, dispatcher: Dispatcher, close?: () => Promise<unknown>): Caller {
  return createCaller(async (path, body) => {
    const response = await request(origin + path, { method: "POST", headers, body, dispatcher });
    return { status: response.statusCode, text: await response.body.text() };
  }, close);
}

/** A caller by undici and a port: both sides are in this process. */
export async function createLoopbackCaller(listener: RequestListener): Promise<Caller> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  const agent = new Agent();
  return createUndiciCaller(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, agent, async () => {
    await agent.close();
    server.close();
  });
}
