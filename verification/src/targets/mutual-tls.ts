/** Mutual TLS for a target: an authority and two certificates, made when the target starts. */

import type { ConformanceTarget } from "@seamline/conformance";
import { directPassage, httpTargetThrough, type TargetTls } from "@seamline/http/test/targets/http.ts";
import { createCertificateAuthority } from "@seamline/testing";

/** A service without a contract here: cases make calls in its name that it may not make. */
const stranger = "stranger";

/** Signed calls over mutual TLS on loopback. Named `http + mTLS`. */
export function mutualTlsTarget(): ConformanceTarget {
  return httpTargetThrough("http + mTLS", directPassage, { tls: createMutualTls });
}

/**
 * Certificates for a listener on 127.0.0.1 and for one caller that may act for all of the services.
 */
function createMutualTls(services: readonly string[]): TargetTls {
  const authority = createCertificateAuthority();
  const uris = [...services, stranger].map((service) => `spiffe://conformance.test/${service}`);
  return {
    listener: { ...authority.issue({ hosts: ["127.0.0.1"] }), ca: authority.cert },
    client: { ...authority.issue({ uris }), ca: authority.cert },
  };
}
