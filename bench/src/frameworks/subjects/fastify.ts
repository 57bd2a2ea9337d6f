/** Fastify 5, whose `inject` is light-my-request. */

import type { FastifyInstance } from "fastify";
import { createFastifyApp } from "../../peers/fastify-app.ts";
import type { Handlers, Subject } from "../../subject/subject.ts";
import { createCaller, createLoopbackCaller, headers } from "./posting.ts";
import { byDispatcher, bySeamline, bySrvx, bySupertest } from "./ways.ts";

async function createReady(handlers: Handlers): Promise<FastifyInstance> {
  const app = createFastifyApp(handlers);
  await app.ready();
  return app;
}

export const loopback: Subject = {
  open: async (handlers) => createLoopbackCaller((await createReady(handlers)).routing),
};
export const seamline: Subject = { open: (handlers) => bySeamline(createFastifyApp(handlers)) };
export const dispatcher: Subject = { open: (handlers) => byDispatcher(createFastifyApp(handlers)) };
export const supertest: Subject = { open: async (handlers) => bySupertest((await createReady(handlers)).server) };
export const srvx: Subject = { open: async (handlers) => bySrvx((await createReady(handlers)).routing) };
export const lightMyRequest: Subject = {
  async open(handlers) {
    const app = await createReady(handlers);
    return createCaller(async (url, payload) => {
      const { statusCode, payload: text } = await app.inject({ method: "POST", url, headers, payload });
      return { status: statusCode, text };
    });
  },
};
