/**
 * Shapes: the same application in one process or in several. Only the environment of the processes
 * differs.
 */

import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { type ApplicationProcess, startProcess, type Variables } from "./application-process.ts";

/** The services of the application. */
export const services = ["restaurant", "courier", "customer"] as const;

/** A service of the application. */
export type Service = (typeof services)[number];

/** The services of each process. */
export type Shape = readonly (readonly Service[])[];

/** The shapes of the demonstration. */
export const shapes = {
  "all in one process": [["restaurant", "courier", "customer"]],
  "courier apart": [["restaurant", "customer"], ["courier"]],
  "all apart": [["restaurant"], ["courier"], ["customer"]],
} as const satisfies Record<string, Shape>;

/** A running shape. */
export interface RunningShape {
  /** The process that hosts a service. */
  process(service: Service): ApplicationProcess;
  /**
   * The public base URL that serves a path such as `/api/courier/deliveries`. In production a
   * gateway does this.
   */
  origin(path: string): string;
  /** Starts the stopped process of a service again, at the same address. */
  restart(service: Service): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts every process of a shape.
 * @param variables of every process, such as the locations of the databases.
 */
export async function startShape(shape: Shape, variables: Variables): Promise<RunningShape> {
  const plans = await planProcesses(shape, variables);
  return runShape(shape, (group) => startProcess(plans.get(group) ?? {}));
}

/** Starts the processes of a shape, and stops those that run if one does not start. */
export async function runShape(
  shape: Shape,
  startGroup: (group: readonly Service[]) => Promise<ApplicationProcess>,
): Promise<RunningShape> {
  const running = new Map<readonly Service[], ApplicationProcess>();
  const hosts = (service: Service): readonly Service[] => shape.find((group) => group.includes(service)) ?? [];
  const find = (service: Service): ApplicationProcess => {
    const found = running.get(hosts(service));
    if (found === undefined) throw new RangeError(`${service} is not running`);
    return found;
  };
  const start = async (group: readonly Service[]): Promise<void> => {
    running.set(group, await startGroup(group));
  };
  const stop = async (): Promise<void> => {
    await Promise.all([...running.values()].map((process) => process.stop()));
  };
  const started = await Promise.allSettled(shape.map(start));
  const failed = started.find((result) => result.status === "rejected");
  if (failed !== undefined) {
    await stop();
    throw failed.reason;
  }
  return {
    process: find,
    origin: (path) => find(services.find((service) => path.startsWith(`/api/${service}/`)) ?? "customer").public,
    restart: (service) => start(hosts(service)),
    stop,
  };
}

/**
 * The environment of each process: its modules, the addresses of the others, and the key that signs
 * calls between them.
 */
async function planProcesses(shape: Shape, variables: Variables): Promise<Map<readonly Service[], Variables>> {
  if (shape.length === 1) return new Map(shape.map((group) => [group, variables]));
  const key = `demo:${randomBytes(32).toString("base64")}`;
  const ports = new Map<readonly Service[], number>();
  for (const group of shape) ports.set(group, await findFreePort());
  const plans = new Map<readonly Service[], Variables>();
  for (const group of shape) {
    const plan: Record<string, string | undefined> = {
      ...variables,
      SEAMLINE_MODULES: group.join(","),
      SEAMLINE_KEYS: key,
      INTERNAL_PORT: String(ports.get(group)),
    };
    for (const [others, port] of ports) {
      if (others === group) continue;
      for (const service of others) plan[`SEAMLINE_${service.toUpperCase()}`] ??= `http://127.0.0.1:${port}`;
    }
    plans.set(group, plan);
  }
  return plans;
}

/** Finds a free port: processes that call each other need each other's ports before they start. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
