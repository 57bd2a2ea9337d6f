/** Options of both ends of a TLS connection, and the services that a client certificate names. */

import { createSecureContext, type PeerCertificate } from "node:tls";

/** PEM text, or its bytes. The application reads files itself. */
export type PemText = string | Uint8Array;

/** The oldest accepted version of TLS. Set `TLSv1.3` if all peers support it. */
export type TlsVersion = "TLSv1.2" | "TLSv1.3";

/** A certificate with its key, and the authorities whose certificates are trusted. */
export interface TlsMaterial {
  /** The certificate's private key. Default: none. */
  readonly key?: PemText | undefined;
  /** The certificate, followed by those of intermediate authorities. Default: none. */
  readonly cert?: PemText | undefined;
  /** Authorities whose certificates are trusted. Default: those that Node trusts. */
  readonly ca?: PemText | readonly PemText[] | undefined;
  /** The oldest accepted version. Default `TLSv1.2`. */
  readonly minVersion?: TlsVersion | undefined;
}

/** Options of a material, in Node's form. */
export interface NodeTls {
  readonly key?: Buffer | string;
  readonly cert?: Buffer | string;
  readonly ca?: (Buffer | string)[];
  readonly minVersion: TlsVersion;
}

/** Converts a material to Node's options. */
export function toNodeTls({ key, cert, ca, minVersion }: TlsMaterial): NodeTls {
  const authorities: readonly PemText[] = ca === undefined ? [] : typeof ca === "string" || isBytes(ca) ? [ca] : ca;
  return {
    ...(key !== undefined && { key: toText(key) }),
    ...(cert !== undefined && { cert: toText(cert) }),
    ...(authorities.length > 0 && { ca: authorities.map(toText) }),
    minVersion: minVersion ?? "TLSv1.2",
  };
}

/** Returns the fault of a material, without any of its content; `undefined` if it has none. */
export function findMaterialFault(material: TlsMaterial): string | undefined {
  const { minVersion, key, cert } = material;
  if (minVersion !== undefined && minVersion !== "TLSv1.2" && minVersion !== "TLSv1.3") {
    return `expected the minVersion TLSv1.2 or TLSv1.3, found ${JSON.stringify(minVersion)}`;
  }
  if ((key === undefined) !== (cert === undefined)) {
    return `expected key and cert together, found only ${key === undefined ? "cert" : "key"}`;
  }
  try {
    createSecureContext(toNodeTls(material));
  } catch (reason) {
    const { code } = reason as { code?: unknown };
    return `expected a certificate and its own key in PEM, found what OpenSSL refuses with ${String(code ?? "no code")}`;
  }
  return undefined;
}

/**
 * Returns the services that the holder of a certificate may call as; `undefined` if there is none.
 */
export type Identify = (certificate: PeerCertificate) => string | readonly string[] | undefined;

/**
 * One entry of Node's list of alternative names; entries with special characters are JSON texts, so
 * that one cannot imitate two.
 */
const alternativeName = /([A-Za-z0-9 ]+):("(?:[^"\\]|\\.)*"|[^",]*)(?:, |$)/gy;
const spiffe = /^spiffe:\/\/[a-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*\/([A-Za-z0-9]+)$/;

/**
 * Returns the services of a certificate's `spiffe://<trust domain>/…/<service>` names: one
 * application may host several.
 */
export function identifyBySpiffe(certificate: PeerCertificate): readonly string[] {
  const services: string[] = [];
  for (const [, kind, value = ""] of (certificate.subjectaltname ?? "").matchAll(alternativeName)) {
    const service = kind === "URI" ? spiffe.exec(value)?.[1] : undefined;
    if (service !== undefined) services.push(service);
  }
  return services;
}

function isBytes(value: PemText | readonly PemText[]): value is Uint8Array {
  return value instanceof Uint8Array;
}

function toText(pem: PemText): Buffer | string {
  return typeof pem === "string" ? pem : Buffer.from(pem);
}
