/** Express 5. light-my-request has no row: its response is empty, because Express replaces the prototype. */

import { createExpressApp } from "../../peers/express-app.ts";
import type { Subject } from "../../subject/subject.ts";
import { createLoopbackCaller } from "./posting.ts";
import { byDispatcher, bySeamline, bySrvx, bySupertest } from "./ways.ts";

export const loopback: Subject = { open: (handlers) => createLoopbackCaller(createExpressApp(handlers)) };
export const seamline: Subject = { open: (handlers) => bySeamline(createExpressApp(handlers)) };
export const dispatcher: Subject = { open: (handlers) => byDispatcher(createExpressApp(handlers)) };
export const supertest: Subject = { open: (handlers) => bySupertest(createExpressApp(handlers)) };
export const srvx: Subject = { open: (handlers) => bySrvx(createExpressApp(handlers)) };
