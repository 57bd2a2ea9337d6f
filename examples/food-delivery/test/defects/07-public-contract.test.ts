/** Defect 7: the public contract drifts from step to step, and the result of an asynchronous order cannot be read. */

import { customerContract } from "@food/customer-client/contract";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startProcess } from "../../app/demo/application-process.ts";
import { ensureArtefact } from "../artefact.ts";
import { eventually } from "../eventually.ts";
import { send } from "../requests.ts";

/** The public side of an application. */
interface PublicSide {
  post(restaurantId: number): Promise<{ readonly status: number; readonly json: Record<string, unknown> }>;
  get(orderId: unknown): Promise<{ readonly status: number; readonly json: Record<string, unknown> }>;
}

async function startStage(stage: "calls" | "events"): Promise<PublicSide> {
  const { public: origin, stop } = await startProcess({ SEAMLINE_STAGE: stage });
  onTestFinished(async () => void (await stop()));
  return {
    post: (restaurantId) => send(origin, { method: "POST", path: "/api/customer/orders", body: { restaurantId } }),
    get: (orderId) => send(origin, { path: `/api/customer/orders/${orderId}` }),
  };
}

/** The asynchronous step of the naive version: a receipt instead of the order, and no way to read on. */
const naive: PublicSide = {
  post: async () => ({ status: 202, json: { message: "accepted for processing" } }),
  get: async () => ({ status: 404, json: {} }),
};

/** The ways in which a public side departs from the contract. */
async function findDrift({ post, get }: PublicSide): Promise<readonly string[]> {
  const { status, json } = await post(1);
  const drift: string[] = [];
  if (status !== 200) drift.push(`createOrder responds with ${status}`);
  const output = customerContract.definition.operations.createOrder.output.safeParse(json);
  if (!output.success) drift.push("createOrder responds with another form");
  const read = await get(json.id);
  if (read.status !== 200) drift.push("the order cannot be read");
  return drift;
}

describe("the public contract", () => {
  beforeAll(ensureArtefact);

  it.each(["calls", "events"] as const)("is the same in the stage of %s, and the result can be read", async (stage) => {
    const side = await startStage(stage);
    expect(await findDrift(side)).toEqual([]);
    await eventually(async () => (await side.get(1)).json.status === "accepted" || undefined);
  });

  it("drifts in the naive version", async () => {
    expect(await findDrift(naive)).toEqual([
      "createOrder responds with 202",
      "createOrder responds with another form",
      "the order cannot be read",
    ]);
  });
});
