/** A Node whose requests have no accessor for their headers where it was. */

import http, { IncomingMessage } from "node:http";
import { syncBuiltinESMExports } from "node:module";

http.IncomingMessage = class extends IncomingMessage {};
syncBuiltinESMExports();
