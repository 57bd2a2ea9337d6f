/** What is expected of the options of `http()`. */

import { anything, flag, object, recordOf, type Setting, value } from "@seamline/core/settings";

const tls = {
  key: anything,
  cert: anything,
  ca: anything,
  minVersion: anything,
  servername: value("a text", (given) => typeof given === "string"),
};

/** The settings of `http()`; numbers and certificates are read by their own readers. */
export const httpSetting: Setting = object({
  connections: anything,
  allowLinkLocal: flag,
  tls: object({ ...tls, services: recordOf("an object of TLS options by service", object(tls)) }),
});
