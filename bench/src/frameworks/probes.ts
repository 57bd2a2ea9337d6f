/** Probes subjects in this process, one after the other. */

import { createProbeHandlers, type Findings, probe } from "../subject/probe.ts";
import { loadSubject } from "./subjects.ts";

/**
 * Probes the subject.
 * @throws {Error} for a wrong output.
 */
export async function probeSubject(name: string): Promise<Findings> {
  const handlers = createProbeHandlers();
  const caller = await (await loadSubject(name)).open(handlers);
  try {
    return await probe(name, caller, handlers);
  } finally {
    await caller.close?.();
  }
}
