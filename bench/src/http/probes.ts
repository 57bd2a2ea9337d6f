/** Probes subjects with client and server in this process, one after the other. */

import { createProbeHandlers, type Findings, probe } from "../subject/probe.ts";
import { openServer } from "./servers.ts";
import { findHttpSubject } from "./subjects.ts";

/**
 * Probes the subject.
 * @throws {Error} for a wrong output.
 * @throws {RangeError} for an unknown name.
 */
export async function probeHttpSubject(name: string): Promise<Findings> {
  const subject = findHttpSubject(name);
  const handlers = createProbeHandlers();
  const server = await openServer(subject.server, handlers);
  try {
    const caller = await subject.open(server.url);
    try {
      return await probe(name, caller, handlers);
    } finally {
      await caller.close?.();
    }
  } finally {
    await server.close();
  }
}
