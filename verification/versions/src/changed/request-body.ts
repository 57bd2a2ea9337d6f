/** A Node whose parser delivers bodies past a `push` that a class overrides. */

import http, { IncomingMessage } from "node:http";
import { syncBuiltinESMExports } from "node:module";
import type { Socket } from "node:net";
import { Readable } from "node:stream";

const headers = Object.getOwnPropertyDescriptor(IncomingMessage.prototype, "headers");

const Changed = class extends IncomingMessage {
  constructor(socket: Socket) {
    super(socket);
    Object.defineProperty(this, "push", { value: Readable.prototype.push });
  }
};
Object.defineProperty(Changed.prototype, "headers", headers ?? {});
http.IncomingMessage = Changed;
syncBuiltinESMExports();
