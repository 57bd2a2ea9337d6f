/** The subjects of the family, in the order of its table: a client and its server. */

import type { Caller } from "../subject/subject.ts";
import type { ServerName } from "./servers.ts";

/** A client with its server. */
export interface HttpSubject {
  readonly server: ServerName;
  /** Loads and creates the client, only in the process that measures it. */
  open(url: string): Promise<Caller>;
}

/** The subject that ratios refer to. */
export const floorName = "floor (undici.request)";

const byHand = () => import("./clients/by-hand.ts");
const trpc = () => import("./clients/trpc.ts");
const ours = () => import("./clients/seamline.ts");

/** The subjects by name. */
export const httpSubjects: Readonly<Record<string, HttpSubject>> = {
  [floorName]: { server: "node:http", open: async (url) => (await byHand()).openRequest(url) },
  "undici dispatch": { server: "node:http", open: async (url) => (await byHand()).openDispatch(url) },
  "undici dispatch (4 connections × 16 pipelined)": {
    server: "node:http",
    open: async (url) => (await byHand()).openPipelined(url),
  },
  "undici.request + zod → Fastify + zod": {
    server: "fastify",
    open: async (url) => (await byHand()).openValidated(url),
  },
  "built-in fetch": { server: "node:http", open: async (url) => (await import("./clients/fetch.ts")).openFetch(url) },
  "ts-rest": { server: "ts-rest", open: async (url) => (await import("../peers/ts-rest.ts")).createTsRestCaller(url) },
  "Hono hc": { server: "hono", open: async (url) => (await import("../peers/hono-app.ts")).createHonoCaller(url) },
  "tRPC httpLink": { server: "trpc", open: async (url) => (await trpc()).openHttpLink(url) },
  "tRPC httpBatchLink": { server: "trpc", open: async (url) => (await trpc()).openHttpBatchLink(url) },
  oRPC: { server: "orpc", open: async (url) => (await import("./clients/orpc.ts")).openOrpc(url) },
  "Connect (HTTP/1.1)": {
    server: "connect",
    open: async (url) => (await import("./clients/connect.ts")).openConnect(url),
  },
  seamline: { server: "seamline", open: async (url) => (await ours()).openSeamline(url) },
  "seamline (signed)": { server: "seamline signed", open: async (url) => (await ours()).openSeamlineSigned(url) },
  "seamline (batch=64)": { server: "seamline", open: async (url) => (await ours()).openSeamline(url, "?batch=64") },
  "undici.request → Fastify + zod": { server: "fastify", open: async (url) => (await byHand()).openRequest(url) },
  "seamline listener ← undici.request": {
    server: "seamline",
    open: async (url) => (await byHand()).openRequest(url),
  },
};

/**
 * The cost of one more feature of a call over HTTP, for the `safety` family; the first has none.
 */
export const configurations: Readonly<Record<string, HttpSubject>> = {
  "over HTTP": { server: "seamline", open: async (url) => (await ours()).openSeamline(url) },
  "over HTTP (without retries)": {
    server: "seamline",
    open: async (url) => (await ours()).openSeamline(url, "?retries=0"),
  },
  "over HTTP (breaker and bulkhead)": {
    server: "seamline",
    open: async (url) => (await ours()).openSeamline(url, "?breaker=5&concurrency=256"),
  },
  "over HTTP (signed)": { server: "seamline signed", open: async (url) => (await ours()).openSeamlineSigned(url) },
  "over HTTP (TLS)": { server: "seamline TLS", open: async (url) => (await ours()).openSeamlineTls(url) },
};

/**
 * A subject or configuration.
 * @throws {RangeError} for an unknown name.
 */
export function findHttpSubject(name: string): HttpSubject {
  const subject = httpSubjects[name] ?? configurations[name];
  if (subject === undefined) throw new RangeError(`no subject ${name}`);
  return subject;
}
