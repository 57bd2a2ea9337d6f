/** Certificates for tests. By a relative path: this package must not depend on the one that tests it. */

export { createCertificateAuthority } from "../../testing/src/certificate/certificate-authority.ts";
