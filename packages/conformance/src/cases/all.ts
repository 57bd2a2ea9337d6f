/** All conformance cases, by family. */

import type { ConformanceCase } from "../runner/case.ts";
import { absenceCases } from "./absence.ts";
import { callCases } from "./calls.ts";
import { cancellationCases } from "./cancellation.ts";
import { clientStreamCases } from "./client-streams.ts";
import { contextCases } from "./context.ts";
import { contextFieldCases } from "./context-fields.ts";
import { deadlineCases } from "./deadline.ts";
import { edgeCases } from "./edges.ts";
import { endedFrameCases } from "./ended-frames.ts";
import { endedStreamCases } from "./ended-streams.ts";
import { endCases } from "./ends.ts";
import { errorCodeCases } from "./error-codes.ts";
import { errorCases } from "./errors.ts";
import { farCallCases } from "./far-calls.ts";
import { limitCases } from "./limits.ts";
import { locationCases } from "./locations.ts";
import { metadataCases } from "./metadata.ts";
import { objectCases } from "./objects.ts";
import { oddValueCases } from "./odd-values.ts";
import { outputCases } from "./outputs.ts";
import { scalarCases } from "./scalars.ts";
import { singleValueCases } from "./single-values.ts";
import { skewCases } from "./skew.ts";
import { streamCases } from "./streams.ts";
import { structureCases } from "./structures.ts";

/** The cases of the suite, each with its expected transcript. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...objectCases,
  ...absenceCases,
  ...scalarCases,
  ...structureCases,
  ...limitCases,
  ...edgeCases,
  ...locationCases,
  ...singleValueCases,
  ...outputCases,
  ...oddValueCases,
  ...errorCases,
  ...errorCodeCases,
  ...contextCases,
  ...contextFieldCases,
  ...metadataCases,
  ...callCases,
  ...skewCases,
  ...deadlineCases,
  ...cancellationCases,
  ...farCallCases,
  ...streamCases,
  ...endedStreamCases,
  ...clientStreamCases,
  ...endCases,
  ...endedFrameCases,
];
