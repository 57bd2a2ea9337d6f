/** Mutual TLS for a target: an authority and two certificates, made when the target starts. */

import type { ClientTls, InternalTls } from "@seamline/http";
import { createCertificateAuthority } from "../../certificate/certificate-authority.ts";

/** TLS of both ends. */
export interface TargetTls {
  readonly listener: InternalTls;
  readonly client: ClientTls;
}

/** A service that has no contract here: cases call in its name what it may not call. */
const stranger = "stranger";

/** Certificates for a listener on 127.0.0.1 and for one caller that speaks for all of the services. */
export function createMutualTls(services: readonly string[]): TargetTls {
  const authority = createCertificateAuthority();
  const uris = [...services, stranger].map((service) => `spiffe://conformance.test/${service}`);
  return {
    listener: { ...authority.issue({ hosts: ["127.0.0.1"] }), ca: authority.cert },
    client: { ...authority.issue({ uris }), ca: authority.cert },
  };
}
