/**
 * TLS of a listener: its certificate, whether clients need one, and whom a client's certificate
 * stands for.
 */

import type { IncomingMessage } from "node:http";
import { type PeerCertificate, type SecureContextOptions, TLSSocket, type TlsOptions } from "node:tls";
import type { Fault } from "@seamline/core";
import {
  findMaterialFault,
  type Identify,
  identifyBySpiffe,
  type PemText,
  type TlsMaterial,
  toNodeTls,
} from "../security/tls.ts";

/** TLS of a listener. */
export interface ListenerTls extends TlsMaterial {
  /** The certificate's private key. */
  readonly key: PemText;
  /** The certificate, followed by those of intermediate authorities. */
  readonly cert: PemText;
  /** Asks clients for a certificate of one of the authorities. Default: when there is a `ca`. */
  readonly requestCert?: boolean | undefined;
  /**
   * Breaks the handshake of a client without a good certificate. Default `true`. With `false` such
   * a client is let as far as its request, and answered: calls between services with 401, calls
   * from outside as those of a client without a certificate.
   */
  readonly rejectUnauthorized?: boolean | undefined;
}

/** TLS of an internal listener. */
export interface InternalTls extends ListenerTls {
  /**
   * Names the services that the holder of a certificate may speak for. Default: the last segments
   * of its `spiffe://<trust domain>/…/<service>` names. A common name proves nothing, unless the
   * authority vouches for it.
   */
  readonly identify?: Identify | undefined;
}

/** Seconds that a client may go on with the identity of an earlier handshake. */
const sessionTimeoutSeconds = 60;

/** Whether every caller of a listener shows a certificate. */
export function isMutual(tls: ListenerTls | undefined): boolean {
  return tls !== undefined && (tls.requestCert ?? tls.ca !== undefined);
}

/** The options of Node's server. */
export function toServerTls(tls: ListenerTls): TlsOptions & SecureContextOptions {
  return {
    ...toNodeTls(tls),
    requestCert: isMutual(tls),
    rejectUnauthorized: isMutual(tls) && tls.rejectUnauthorized !== false,
    sessionTimeout: sessionTimeoutSeconds,
    ALPNProtocols: ["http/1.1"],
  };
}

/** What is wrong with the TLS of a listener. */
export function findTlsFaults(
  name: "public" | "internal",
  tls: ListenerTls,
  socketPath: string | undefined,
): readonly Fault[] {
  const key = `${name} listener tls`;
  if (socketPath !== undefined)
    return [{ key, message: "expected no tls on a Unix socket; remove it or the socketPath" }];
  if (tls.key === undefined || tls.cert === undefined) return [{ key, message: "expected a key and a cert in PEM" }];
  if (isMutual(tls) && tls.ca === undefined) {
    const message = "expected a ca with requestCert: without one, the certificates of every public authority would do";
    return [{ key, message }];
  }
  const message = findMaterialFault(tls);
  return message === undefined ? [] : [{ key, message }];
}

/**
 * The certificate of a request's client, provided that it was verified: whatever else a client
 * shows proves nothing.
 */
export function certificateOf({ socket }: IncomingMessage): PeerCertificate | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const certificate = socket.getPeerCertificate();
  return Object.keys(certificate).length === 0 ? undefined : certificate;
}

/**
 * The services that a request's client may speak for, by its certificate. Empty: it has not shown a
 * good one, or one that names nobody.
 */
export function certifiedServices(req: IncomingMessage, tls: InternalTls): readonly string[] {
  const certificate = certificateOf(req);
  if (certificate === undefined) return [];
  const named = (tls.identify ?? identifyBySpiffe)(certificate);
  return named === undefined ? [] : typeof named === "string" ? [named] : named;
}
