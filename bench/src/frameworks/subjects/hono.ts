/** Hono 4. */

import { getRequestListener } from "@hono/node-server";
import { createHonoApp } from "../../peers/hono-app.ts";
import type { Subject } from "../../subject/subject.ts";
import { createCaller, createLoopbackCaller, headers } from "./posting.ts";
import { byDispatcher, bySeamline } from "./ways.ts";

export const loopback: Subject = {
  open: (handlers) => createLoopbackCaller(getRequestListener(createHonoApp(handlers).fetch)),
};
export const seamline: Subject = { open: (handlers) => bySeamline(createHonoApp(handlers)) };
export const dispatcher: Subject = { open: (handlers) => byDispatcher(createHonoApp(handlers)) };
export const request: Subject = {
  open(handlers) {
    const app = createHonoApp(handlers);
    return createCaller(async (path, body) => {
      const response = await app.request(path, { method: "POST", headers, body });
      return { status: response.status, text: await response.text() };
    });
  },
};
