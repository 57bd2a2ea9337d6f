/** The processes that measure one point: a caller and, over HTTP, a callee. */

import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ScaleSubject } from "./floor.ts";
import type { Point } from "./points.ts";
import { servicesOf } from "./points.ts";
import type { PatternCosts, RunRequest } from "./program.ts";

/** A running point. */
export interface PointProcess extends AsyncDisposable {
  run(calls: number): Promise<PatternCosts>;
}

const program = fileURLToPath(new URL("program.ts", import.meta.url));

/**
 * Starts the processes and waits until they are ready.
 * @param folder of the client packages.
 */
export async function startPoint(
  folder: string,
  point: Point,
  transport: "in-process" | "http",
  subject: ScaleSubject = "seamline",
): Promise<PointProcess> {
  const services = servicesOf(point).join(",");
  const children: ChildProcess[] = [];
  const start = async (...args: readonly string[]): Promise<{ child: ChildProcess; first: unknown }> => {
    const child = fork(program, args, { execArgv: ["--disable-warning=ExperimentalWarning"] });
    children.push(child);
    return { child, first: await nextMessage(child) };
  };
  const callee = transport === "http" ? await start("serves", folder, services) : undefined;
  const address = callee === undefined ? [] : [String(callee.first)];
  const { child: caller } = await start(subject, folder, services, ...address);
  return {
    async run(calls) {
      const order: RunRequest = { calls };
      caller.send(order);
      return (await nextMessage(caller)) as PatternCosts;
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) child.kill();
    },
  };
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null): void => reject(new Error(`scale: a process ended early, with ${code}`));
    child.once("exit", onExit);
    child.once("message", (message) => {
      child.off("exit", onExit);
      resolve(message);
    });
  });
}
