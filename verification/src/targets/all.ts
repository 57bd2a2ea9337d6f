/** The targets of all transports, in one list: the in-process one first, as the reference. */

import { type ConformanceTarget, inProcessTarget, strictTarget } from "@seamline/conformance";
import { appTarget } from "@seamline/frameworks/test/targets/app.ts";
import { batchTarget } from "@seamline/http/test/targets/batch.ts";
import { httpTarget } from "@seamline/http/test/targets/http.ts";
import { listBrokerTargets } from "@seamline/messaging/test/targets/list.ts";
import { mockTarget } from "@seamline/testing/test/targets/mock.ts";
import { faultProxyTarget } from "./fault-proxy.ts";
import { mutualTlsTarget } from "./mutual-tls.ts";

/**
 * Lists the targets; brokers that do not listen on this machine are left out, and named on stderr.
 * @throws {Error} for such a broker if `SEAMLINE_REQUIRE_SERVICES` is set.
 */
export async function listTargets(): Promise<readonly ConformanceTarget[]> {
  return [
    inProcessTarget(),
    strictTarget(),
    strictTarget(20_261_120),
    mockTarget(),
    appTarget(),
    httpTarget(),
    mutualTlsTarget(),
    batchTarget(),
    faultProxyTarget(),
    ...(await listBrokerTargets()),
  ];
}
