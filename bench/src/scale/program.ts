/**
 * One point, in a separate process so that no other warms its code. A subject makes calls on
 * request, in-process or over HTTP; `serves` only listens.
 */

import { listen } from "@seamline/http";
import { type Call, openApplication } from "./application.ts";
import { openFloor, type ScaleSubject } from "./floor.ts";

/** The parent's request to make calls. */
export interface RunRequest {
  readonly calls: number;
}

/** The cost of a call in nanoseconds: time, and CPU time of the calling process. */
export interface Cost {
  readonly time: number;
  readonly cpu: number;
}

/** The cost of calls of one operation repeatedly, and of all in turn. */
export interface PatternCosts {
  readonly one: Cost;
  readonly all: Cost;
}

const [part, folder = "", services = "", address] = process.argv.slice(2);

/** Calls in flight: enough to fill the connections, and in-process one, so that none waits. */
const width = address === undefined ? 1 : 16;

if (part === "serves") {
  const { application } = await openApplication(folder, services.split(","), undefined);
  const { internal } = await listen(application, { internal: { port: 0 } });
  process.send?.(internal);
} else {
  const calls = await openCalls(part as ScaleSubject);
  // All services take turns, one operation each; then the next operations.
  const longest = Math.max(...calls.map((list) => list.length));
  const all = Array.from({ length: longest }, (_, index) => calls.flatMap((list) => list[index] ?? [])).flat();
  const one = all.slice(0, 1);
  process.on("message", async ({ calls: count }: RunRequest) => {
    const costs: PatternCosts = { one: await run(one, count), all: await run(all, count) };
    process.send?.(costs);
  });
  process.send?.("ready");
}

async function openCalls(subject: ScaleSubject): Promise<readonly (readonly Call[])[]> {
  const names = services.split(",");
  if (subject === "seamline") return (await openApplication(folder, names, address)).calls;
  return openFloor(folder, names, subject === "floor with z.compile");
}

async function run(targets: readonly Call[], count: number): Promise<Cost> {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next; index < count; index = next) {
      next += 1;
      await (targets[index % targets.length] as Call)();
    }
  };
  const cpu = process.cpuUsage();
  const started = process.hrtime.bigint();
  await Promise.all(Array.from({ length: width }, worker));
  const time = Number(process.hrtime.bigint() - started);
  const { user, system } = process.cpuUsage(cpu);
  return { time: time / count, cpu: ((user + system) * 1e3) / count };
}
