/** Keeps the modular monolith running in the foreground, and prints example calls. */

import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startProcess } from "./application-process.ts";
import { addClosedRestaurant } from "./restaurants.ts";

/** Serves until Ctrl-C, on port `PUBLIC_PORT`, by default 3000 or any free one if 3000 is taken. */
export async function serve(stage: "calls" | "events"): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "food-delivery-"));
  try {
    const application = await startProcess({
      SEAMLINE_STAGE: stage,
      DATA_DIR: folder,
      PUBLIC_PORT: await choosePort(),
    });
    const { open, closed } = addClosedRestaurant(folder);
    console.log(howToCall(application.public, open, closed));
    await Promise.race([nextSignal(), application.ended]);
    await application.stop();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function choosePort(): Promise<string> {
  if (process.env.PUBLIC_PORT) return process.env.PUBLIC_PORT;
  if (await isFree(3000)) return "3000";
  console.log("Port 3000 is taken; using another free port.");
  return "0";
}

function howToCall(base: string, open: number, closed: number): string {
  const json = "-H 'content-type: application/json'";
  return `The food-delivery application is running: three modules, one process, ${base}

Place an order; restaurant ${open} accepts, restaurant ${closed} declines:
  curl ${base}/api/customer/orders ${json} -d '{"restaurantId":${open}}'
  curl ${base}/api/customer/orders ${json} -d '{"restaurantId":${closed}}'

Move its delivery on: courier_assigned, delivering, then successful or failed:
  curl -X PATCH ${base}/api/courier/deliveries ${json} -d '{"deliveryId":1,"status":"delivering"}'

Look at both:
  curl ${base}/api/customer/orders/1
  curl ${base}/api/courier/deliveries/1

Ctrl-C stops it.`;
}

function nextSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
}

async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
