/**
 * A certificate authority for tests, created in memory within a few milliseconds by Node's own
 * cryptography. Its keys never leave the process, and no system trusts its certificates.
 */

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIP } from "node:net";
import { arrayOf, assertSettings, object, type Setting, text, value } from "@seamline/core/settings";
import { bitString, encodeDer, objectIdentifier, sequence, time } from "./der.ts";

/** A certificate and its private key, as PEM texts: the `tls` option of a listener or a client. */
export interface IssuedCertificate {
  /** The certificate, as PEM text. */
  readonly cert: string;
  /** Its private key, as PEM text. */
  readonly key: string;
}

/** The names and the validity of a certificate. */
export interface CertificateSubject {
  /** The common name; Seamline does not authenticate by it. Default `test`. */
  readonly commonName?: string;
  /** Host names and addresses of a listener. Default none. */
  readonly hosts?: readonly string[];
  /** URIs, such as the `spiffe://…` names of services. Default none. */
  readonly uris?: readonly string[];
  /** The start of its validity. Default: an hour ago. */
  readonly notBefore?: Date;
  /** The end of its validity. Default: in an hour. */
  readonly notAfter?: Date;
}

/** An authority that issues certificates. */
export interface CertificateAuthority {
  /** The authority's own certificate, as PEM text: the option `ca` of the other side. */
  readonly cert: string;
  /** Issues a certificate with a new key. */
  issue(subject: CertificateSubject): IssuedCertificate;
}

const commonNameSetting: Setting = text("a text, the common name");
const date: Setting = value("a Date", (given) => given instanceof Date && !Number.isNaN(given.getTime()));
const subjectSetting: Setting = object({
  commonName: commonNameSetting,
  hosts: arrayOf("an array of host names and addresses", text("a host name or an address")),
  uris: arrayOf("an array of URIs", text("a URI")),
  notBefore: date,
  notAfter: date,
});

const hourMs = 3_600_000;
const ecdsaWithSha256 = sequence(objectIdentifier("1.2.840.10045.4.3.2"));

/**
 * Creates an authority with a new key (ECDSA, P-256).
 * @throws {TypeError} for a common name that is no text; `issue` for an unknown or invalid option.
 * @example
 * ```ts
 * const authority = createCertificateAuthority();
 * const { cert, key } = authority.issue({ hosts: ["127.0.0.1"] });
 * await listen(app, { internal: { port: 0, tls: { cert, key, ca: authority.cert } } });
 * ```
 */
export function createCertificateAuthority(commonName = "test authority"): CertificateAuthority {
  assertSettings("createCertificateAuthority", commonNameSetting, commonName);
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const issuer = name(commonName);
  return {
    cert: certify({ commonName }, publicKey, [basicConstraints], issuer, privateKey),
    issue(subject) {
      assertSettings("issue", subjectSetting, subject);
      const own = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const names = [...(subject.hosts ?? []).map(hostName), ...(subject.uris ?? []).map((uri) => label(0x86, uri))];
      const extensions = names.length === 0 ? [] : [extension("2.5.29.17", sequence(...names))];
      return {
        cert: certify(subject, own.publicKey, extensions, issuer, privateKey),
        key: own.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
      };
    },
  };
}

/** A signed certificate, as PEM text. @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
function certify(
  { commonName = "test", notBefore, notAfter }: CertificateSubject,
  publicKey: KeyObject,
  extensions: readonly Buffer[],
  issuer: Buffer,
  issuerKey: KeyObject,
): string {
  const version = encodeDer(0xa0, encodeDer(0x02, Buffer.from([2])));
  const serial = encodeDer(0x02, Buffer.from([1]), randomBytes(15)); // the leading 1 keeps it positive
  const now = Date.now();
  const validity = sequence(time(notBefore ?? new Date(now - hourMs)), time(notAfter ?? new Date(now + hourMs)));
  const subjectKey = publicKey.export({ type: "spki", format: "der" });
  const parts = [version, serial, ecdsaWithSha256, issuer, validity, name(commonName), subjectKey];
  if (extensions.length > 0) parts.push(encodeDer(0xa3, sequence(...extensions)));
  const statement = sequence(...parts);
  const signature = bitString(sign("sha256", statement, issuerKey));
  return printPem(sequence(statement, ecdsaWithSha256, signature));
}

const basicConstraints = extension("2.5.29.19", sequence(encodeDer(0x01, Buffer.from([0xff]))), true);

function extension(id: string, content: Buffer, critical = false): Buffer {
  const flag = critical ? [encodeDer(0x01, Buffer.from([0xff]))] : [];
  return sequence(objectIdentifier(id), ...flag, encodeDer(0x04, content));
}

function name(commonName: string): Buffer {
  const attribute = sequence(objectIdentifier("2.5.4.3"), encodeDer(0x0c, Buffer.from(commonName)));
  return sequence(encodeDer(0x31, attribute));
}

function hostName(host: string): Buffer {
  if (isIP(host) === 4) return encodeDer(0x87, Buffer.from(host.split(".").map(Number)));
  return label(0x82, host);
}

function label(tag: number, text: string): Buffer {
  return encodeDer(tag, Buffer.from(text, "latin1"));
}

function printPem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
