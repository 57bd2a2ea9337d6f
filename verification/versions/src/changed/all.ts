/** A Node and an undici in which everything has changed that a shortcut relies on. */

import "./connection-lists.ts";
import "./idle-timer.ts";
import "./request-body.ts";
import "./undici-modules.ts";
import http from "node:http";
import { syncBuiltinESMExports } from "node:module";

http.IncomingMessage = class extends http.IncomingMessage {}; // hides the accessor of the headers
syncBuiltinESMExports();
