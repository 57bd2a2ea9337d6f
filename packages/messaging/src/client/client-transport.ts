/** Calls over a broker: each is one frame to a service, whose response comes to the caller's address. */

import type { Transport } from "@seamline/core";
import { createTransport, type SigningKey } from "@seamline/core/extend";
import { soon } from "@seamline/core/internal";
import { createSigner } from "@seamline/core/signing";
import type { Caller } from "./caller.ts";
import { type CallSettings, PendingCall } from "./pending-call.ts";

/**
 * Creates a transport to the services that are called over a broker.
 * @param broker the address of the broker, for messages.
 */
export function createBrokerTransport(caller: Caller, keys: readonly SigningKey[], broker: string): Transport {
  const settings: CallSettings = { caller: caller.use(), signer: createSigner(keys), keyId: keys[0]?.id, broker };
  let closed: Promise<void> | undefined;
  return createTransport(
    (request, receiver) => {
      const { context, operation } = request;
      if (closed === undefined) new PendingCall(settings, request, receiver).start();
      else {
        const text = `${operation.id} was called after its transport was closed`;
        soon(() => receiver.fail(context.fail("unavailable", text)));
      }
    },
    () => {
      closed ??= caller.leave();
      return closed;
    },
  );
}
