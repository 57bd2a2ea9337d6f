/**
 * Calls leave nothing behind, however they end. Measured in a separate process, which must then
 * exit.
 */

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { scaled } from "../../sampling/sampling.ts";
import type { Figure, Finding } from "../figure.ts";
import type { LeakReport } from "../leak-program.ts";

const program = fileURLToPath(new URL("../leak-program.ts", import.meta.url));

/** Bytes that the heap may grow by. */
const maxGrowth = 2 * 1024 * 1024;

/** Milliseconds from the end of `stop` to the exit of the process. */
const maxExitMs = 100;

/** The figure. */
export const figure: Figure = {
  name: "leaks after 50,000 calls (30 % aborted, 10 % failed)",
  target: "0 sockets, timers, listeners; heap ≤ +2 MiB; exits ≤ 100 ms after stop",
  sampleScale: 1 / 50,
  async run(scale): Promise<Finding> {
    const { report, exitMs } = await runProgram(scaled(50_000, scale));
    const { resources, listeners, growth, outcomes } = report;
    const faults = [
      ...(resources.length > 0 ? [`left after stop: ${resources.join(", ")}`] : []),
      ...(listeners > 0 ? [`${listeners} listeners left on a signal that many calls shared`] : []),
      ...report.faults,
    ];
    return {
      measured: `${resources.length} sockets and timers, ${listeners} listeners, heap ${(growth / 1024 / 1024).toFixed(2)} MiB, exit after ${exitMs.toFixed(0)} ms; ${outcomes}`,
      faults,
      withinTarget: growth <= maxGrowth && exitMs <= maxExitMs,
    };
  },
};

function runProgram(calls: number): Promise<{ report: LeakReport; exitMs: number }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--expose-gc", program, String(calls)], {
      stdio: ["ignore", "ignore", "pipe", "ipc"],
    });
    let report: LeakReport | undefined;
    let stopped = 0;
    let errors = "";
    child.stderr?.on("data", (chunk) => {
      errors += chunk;
    });
    child.on("message", (message) => {
      report = message as LeakReport;
      stopped = performance.now();
    });
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      const exitMs = performance.now() - stopped;
      if (report !== undefined && code === 0) resolve({ report, exitMs });
      else reject(new Error(`the measured process ended with ${code ?? signal}: ${errors.slice(-2_000)}`));
    });
  });
}
