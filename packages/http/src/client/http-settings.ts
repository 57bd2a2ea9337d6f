/** The options of `http()`, and the kind of each. */

import { anything, flag, object, recordOf, type Setting, value } from "@seamline/core/settings";

const tls = {
  key: anything,
  cert: anything,
  ca: anything,
  minVersion: anything,
  servername: value("a text", (given) => typeof given === "string"),
};

/** Accepts the options of `http()`; numbers and certificates are checked where they are used. */
export const httpSetting: Setting = object({
  connections: anything,
  allowLinkLocal: flag,
  tls: object({ ...tls, services: recordOf("an object of TLS options by service", object(tls)) }),
});
