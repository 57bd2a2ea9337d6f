/** Every binding of the corpus. */

import type { Bindings } from "../binding.ts";
import { addresses } from "./addresses.ts";
import { batches } from "./batches.ts";
import { bombs } from "./bombs.ts";
import { contentTypes } from "./content-types.ts";
import { contexts } from "./contexts.ts";
import { deadlines } from "./deadlines.ts";
import { errors } from "./errors.ts";
import { headers } from "./headers.ts";
import { keysAndMessages } from "./keys-and-messages.ts";
import { path } from "./path.ts";
import { prototypePollution } from "./prototype-pollution.ts";
import { query } from "./query.ts";
import { responses } from "./responses.ts";
import { signatures } from "./signatures.ts";
import { spoofing } from "./spoofing.ts";
import { streams } from "./streams.ts";
import { tls } from "./tls.ts";
import { tokens } from "./tokens.ts";
import { wire } from "./wire.ts";

const families: readonly Bindings[] = [
  prototypePollution,
  path,
  query,
  headers,
  spoofing,
  signatures,
  tokens,
  tls,
  wire,
  responses,
  bombs,
  contentTypes,
  errors,
  addresses,
  deadlines,
  keysAndMessages,
  contexts,
  streams,
  batches,
];

/** The bindings by row id. */
export const allBindings: Bindings = Object.assign(Object.create(null), ...families);
