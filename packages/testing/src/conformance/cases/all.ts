/** Every conformance case, family by family. */

import type { ConformanceCase } from "../case.ts";
import { absenceCases } from "./absence.ts";
import { callCases } from "./calls.ts";
import { cancellationCases } from "./cancellation.ts";
import { clientStreamCases } from "./client-streams.ts";
import { contextCases } from "./context.ts";
import { deadlineCases } from "./deadline.ts";
import { errorCases } from "./errors.ts";
import { limitCases } from "./limits.ts";
import { metadataCases } from "./metadata.ts";
import { objectCases } from "./objects.ts";
import { outputCases } from "./outputs.ts";
import { placeCases } from "./places.ts";
import { scalarCases } from "./scalars.ts";
import { streamCases } from "./streams.ts";

/** The suite. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...objectCases,
  ...absenceCases,
  ...scalarCases,
  ...limitCases,
  ...placeCases,
  ...outputCases,
  ...errorCases,
  ...contextCases,
  ...metadataCases,
  ...callCases,
  ...deadlineCases,
  ...cancellationCases,
  ...streamCases,
  ...clientStreamCases,
];
