/** A Node that begins to list the connections of a server by a listener of another name. */

import { Server } from "node:net";

type Listener = (...given: unknown[]) => void;
type On = (this: Server, event: string, listener: Listener) => Server;

const on = Server.prototype.on as On;
const changed: On = function (event, listener) {
  if (listener.name !== "setupConnectionsTracking") return on.call(this, event, listener);
  return on.call(this, event, function (this: Server, ...given) {
    listener.apply(this, given);
  });
};
Server.prototype.on = changed as typeof Server.prototype.on;
