/** A certificate for 127.0.0.1 that signs itself. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Files of a certificate. */
export interface CertificateFiles {
  /** The certificate, which is its own authority. */
  readonly certificate: string;
  /** The private key. */
  readonly key: string;
  /** Removes both. */
  remove(): void;
}

/** Makes a certificate that is valid for a day. */
export function makeCertificate(): CertificateFiles {
  const folder = mkdtempSync(join(tmpdir(), "seamline-certificate-"));
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"];
  const name = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  execFileSync("openssl", ["req", "-x509", ...curve, ...name, "-keyout", key, "-out", certificate], {
    stdio: "ignore",
  });
  return { certificate, key, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
