/**
 * Requests between services on the port of an existing app, which the outside reaches as well. Their
 * signatures are verified before anything depends on the operation: without a valid one, known and
 * unknown operations have the same response.
 */

import type { SigningKey } from "@seamline/core/extend";
import { createRefusalLog, parseSignature, type SignedCall, toSignedBatch } from "@seamline/core/signing";
import { toStreamType } from "@seamline/core/wire";
import { batchType, cancelPath, maxBatchBytes, parseBatchPath } from "../../binding/batch/batch-text.ts";
import { headerOf, wireHeaders } from "../../binding/wire-headers.ts";
import { toSignedCall } from "../admission.ts";
import type { ArrivedRequest } from "../arrival.ts";
import type { OperationRouter } from "../operation-router.ts";
import { type CallerOf, createPeerCheck, type PeerCheck } from "../peer.ts";
import { hasBody, noBytes, readBody, takenBody } from "../request-body.ts";
import type { RequestHead } from "../request-routing.ts";
import { parseRequestTarget } from "../request-target.ts";
import type { AppArrival } from "./app-arrival.ts";

const streamTypes: ReadonlySet<string | undefined> = new Set([toStreamType("items"), toStreamType("bytes")]);

/** The signatures of one app. */
export interface SignedRequests {
  /**
   * Verifies a request, then starts it.
   * @param refuse receives the {@link Refusal} of a request without a valid signature.
   */
  verify(arrival: AppArrival, start: () => void, refuse: (reason: unknown) => void): void;
  /** The check of verified requests. */
  readonly checkPeer: PeerCheck;
}

/** Tests for a request that comes from a service, or claims to: foreign ones have no such headers. */
export function claimsService(req: RequestHead): boolean {
  if (parseSignature(headerOf(req, wireHeaders.signature)) !== undefined) return true;
  // Cancels calls of batches of the same connection, and is not signed.
  return req.method === "POST" && req.url === cancelPath && req.headers["content-type"] === batchType;
}

/**
 * Creates the verification of signatures.
 * @param maxBodyBytes the largest body that is read before its request is verified.
 */
export function createSignedRequests(
  keys: readonly SigningKey[],
  router: OperationRouter,
  maxBodyBytes: number,
): SignedRequests {
  const check = createPeerCheck(keys, createRefusalLog("internal"));
  const verified = new WeakMap<ArrivedRequest, CallerOf>();
  return {
    verify(arrival, start, refuse) {
      const { req } = arrival;
      if (req.url === cancelPath) {
        start();
        return;
      }
      const receive = (body: Uint8Array): void => {
        try {
          verified.set(
            req,
            check(req)(() => signedPartsOf(arrival, router, body)),
          );
        } catch (reason) {
          refuse(reason);
          return;
        }
        start();
      };
      if (streamTypes.has(req.headers["content-type"]?.toLowerCase())) {
        receive(noBytes); // a stream is not signed
        return;
      }
      if (req.given?.exact === false) {
        refuse(takenBody());
        return;
      }
      const maxBytes = parseBatchPath(req.url) === undefined ? maxBodyBytes : maxBatchBytes;
      const keep = (body: Uint8Array): void => {
        if (hasBody(req)) req.give(body);
        receive(body);
      };
      readBody(arrival, maxBytes, keep, refuse);
    },
    checkPeer: (req) => () => verified.get(req) ?? refuseUnverified,
  };
}

/** Unreachable: every request is verified before it is routed. */
function refuseUnverified(): never {
  throw new TypeError("expected a verified request");
}

function signedPartsOf({ req, callId }: AppArrival, router: OperationRouter, body: Uint8Array): SignedCall {
  const batched = parseBatchPath(req.url);
  if (req.method === "POST" && batched !== undefined) return toSignedBatch(batched, req.url, callId, body);
  const named = headerOf(req, wireHeaders.operation);
  const target = parseRequestTarget(req.url);
  const served = target && router.find(named, req.method ?? "", target.segments);
  // The headers of an unknown operation are unknown; without any its caller gets 404, as on a listener.
  const [audience = ""] = (named ?? "").split(".");
  const called =
    served === undefined
      ? { operation: named ?? "", service: audience, headerNames: [] }
      : {
          operation: served.operation.id,
          service: served.operation.service,
          headerNames: served.binding.headerNames,
        };
  return toSignedCall(req, called, body);
}
