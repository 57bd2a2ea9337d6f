/** The figures, each in its own file. */

import type { Figure } from "../figure.ts";
import { figure as cancelReachesHandler } from "./cancel-reaches-handler.ts";
import { figure as conformance } from "./conformance.ts";
import { figure as contextBleed } from "./context-bleed.ts";
import { figure as cutAtEveryByte } from "./cut-at-every-byte.ts";
import { figure as cutWithinABatch } from "./cut-within-a-batch.ts";
import { figure as deadlineOvershoot } from "./deadline-overshoot.ts";
import { figure as fakeTimers } from "./fake-timers.ts";
import { figure as hostileCallbacks } from "./hostile-callbacks.ts";
import { figure as hostileInputs } from "./hostile-inputs.ts";
import { figure as keepAliveRace } from "./keep-alive-race.ts";
import { figure as leaks } from "./leaks.ts";
import { figure as leaveWhilePending } from "./leave-while-pending.ts";
import { figure as nestedCalls } from "./nested-calls.ts";
import { figure as pipelinedRequests } from "./pipelined-requests.ts";
import { figure as plantedSecrets } from "./planted-secrets.ts";
import { figure as randomRoundTrips } from "./random-round-trips.ts";
import { figure as retryAmplification } from "./retry-amplification.ts";
import { figure as retryAmplificationHops } from "./retry-amplification-hops.ts";
import { figure as rollingRestart } from "./rolling-restart.ts";
import { figure as stalledClients } from "./stalled-clients.ts";
import { figure as streamMemory } from "./stream-memory.ts";
import { figure as streamStarvation } from "./stream-starvation.ts";
import { figure as youngCalls } from "./young-calls.ts";

/** All figures, in the order in which they run. */
export const figures: readonly Figure[] = [
  cancelReachesHandler,
  conformance,
  contextBleed,
  cutAtEveryByte,
  cutWithinABatch,
  deadlineOvershoot,
  fakeTimers,
  hostileCallbacks,
  hostileInputs,
  keepAliveRace,
  leaks,
  pipelinedRequests,
  leaveWhilePending,
  nestedCalls,
  plantedSecrets,
  randomRoundTrips,
  retryAmplificationHops,
  retryAmplification,
  rollingRestart,
  stalledClients,
  streamMemory,
  streamStarvation,
  youngCalls,
];
