/**
 * TLS of a listener: its certificate, the certificates that it requests, and the services that they
 * name.
 */

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
import type { ArrivedRequest } from "./arrival.ts";

/** TLS of a listener. */
export interface ListenerTls extends TlsMaterial {
  /** The certificate's private key. */
  readonly key: PemText;
  /** The certificate, followed by those of intermediate authorities. */
  readonly cert: PemText;
  /**
   * Requests a client certificate of one of the authorities. Default: `true` if there is a `ca`.
   */
  readonly requestCert?: boolean | undefined;
  /**
   * Breaks the handshake of a client without a valid certificate. Default `true`. With `false` its
   * requests are received: calls between services get 401, calls from outside are served without a
   * certificate.
   */
  readonly rejectUnauthorized?: boolean | undefined;
}

/** TLS of an internal listener. */
export interface InternalTls extends ListenerTls {
  /**
   * Returns the services that the holder of a certificate may call as. Default: the last segments
   * of its `spiffe://<trust domain>/…/<service>` names. Use the common name only if the authority
   * verifies it.
   */
  readonly identify?: Identify | undefined;
}

/** Seconds for which a client may resume a session, and so keep the identity of its handshake. */
const sessionTimeoutSeconds = 60;

/** Tests whether a listener requests client certificates. */
export function isMutual(tls: ListenerTls | undefined): boolean {
  return tls !== undefined && (tls.requestCert ?? tls.ca !== undefined);
}

/** Converts the options to those of Node's server. */
export function toServerTls(tls: ListenerTls): TlsOptions & SecureContextOptions {
  return {
    ...toNodeTls(tls),
    requestCert: isMutual(tls),
    rejectUnauthorized: isMutual(tls) && tls.rejectUnauthorized !== false,
    sessionTimeout: sessionTimeoutSeconds,
    ALPNProtocols: ["http/1.1"],
  };
}

/** Finds the faults of a listener's TLS options. */
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
    const message =
      "expected a ca with requestCert: without one, the certificates of every public authority are accepted";
    return [{ key, message }];
  }
  const message = findMaterialFault(tls);
  return message === undefined ? [] : [{ key, message }];
}

/**
 * Returns the verified certificate of a request's client; `undefined` without one, as an unverified
 * certificate proves nothing.
 */
export function certificateOf({ socket }: ArrivedRequest): PeerCertificate | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const certificate = socket.getPeerCertificate();
  return Object.keys(certificate).length === 0 ? undefined : certificate;
}

/**
 * Returns the services that a request's client may call as, by its certificate; empty without a
 * verified certificate that names one.
 * @throws {TypeError} if `identify` returns neither names nor `undefined`.
 */
export function certifiedServices(req: ArrivedRequest, tls: InternalTls): readonly string[] {
  const certificate = certificateOf(req);
  if (certificate === undefined) return [];
  const named: unknown = (tls.identify ?? identifyBySpiffe)(certificate);
  if (named === undefined) return [];
  const services: readonly unknown[] = Array.isArray(named) ? named : [named];
  if (services.every(isName)) return services;
  throw new TypeError(
    "identify: expected the name of a service, a list of names, or undefined to refuse, found another",
  );
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
