/** The reasons for which a signature is refused, for the operator of the callee. */

import type { SigningKey } from "../topology/signing-keys.ts";
import type { Verdict } from "./signature.ts";

/** The reasons of a log of refused callers, by verdict. Ids of keys are no secrets. */
export function explainVerdicts(
  keys: readonly SigningKey[],
): Record<Exclude<Verdict, "valid" | "full"> | Fault, string> {
  const known = keys.map(({ id }) => id).join(", ");
  return {
    missing: `it is not signed; set SEAMLINE_KEYS there to a key known here (${known})`,
    malformed: "its signature is malformed; is something between the services changing headers?",
    "unknown key": `the key is unknown here, where ${known} are known; rotate by adding a key everywhere before it signs`,
    late: "its time differs by more than two minutes from the clock here; correct the clocks",
    different:
      "the signature does not match: the secret of the key differs, or something between the services changes the path, the query, the headers or the body",
    forgotten:
      "its time is before the signatures remembered here, so it may be a replay: the clock here has gone back; correct the clock, or restart this process",
    replayed: "the signature has been used before; does something between the services repeat requests?",
  };
}

type Fault = "missing" | "malformed";
