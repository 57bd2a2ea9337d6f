/** The flows of the demonstration, over the public operations. */

import { untilDecided, untilFollowed } from "./quiet.ts";
import { type Exchange, Transcript } from "./transcript.ts";

/** The restaurants that the flows use. */
export interface Restaurants {
  /** The id of a restaurant that accepts orders. */
  readonly open: number;
  /** The id of one that declines them. */
  readonly closed: number;
}

/** An id that no entity has. */
const unknownId = 2_000_000_000;

/**
 * Runs createOrder and changeDeliveryStatus, with good and bad input.
 * @param origin returns the base URL for a path.
 * @param stage `events`: after each change it waits until the application is quiet, by asking for what
 * has been changed, and an order that was placed is recorded as it is then.
 */
export async function runFlows(
  origin: (path: string) => string,
  restaurants: Restaurants,
  stage: "calls" | "events" = "calls",
): Promise<{ readonly exchanges: readonly Exchange[]; readonly text: string }> {
  const transcript = new Transcript(origin);
  const waits = stage === "events";

  const createOrder = (title: string, restaurantId: number): Promise<Record<string, unknown>> =>
    transcript.send({
      title,
      method: "POST",
      path: "/api/customer/orders",
      body: { restaurantId },
      ...(waits && { settle: untilDecided }),
    });
  const changeDelivery = (title: string, deliveryId: unknown, status: string): Promise<unknown> =>
    transcript.send({
      title,
      method: "PATCH",
      path: "/api/courier/deliveries",
      body: { deliveryId, status },
      ...(waits && { settle: untilFollowed }),
    });
  const get = (title: string, path: string): Promise<unknown> => transcript.send({ title, method: "GET", path });

  const { id, deliveryId } = await createOrder("createOrder: the restaurant accepts", restaurants.open);
  const declined = await createOrder("createOrder: the restaurant declines", restaurants.closed);
  await createOrder("createOrder: there is no such restaurant", unknownId);
  await createOrder("createOrder: the input is not valid", -1);

  await changeDelivery("changeDeliveryStatus: a courier takes it", deliveryId, "courier_assigned");
  await changeDelivery("changeDeliveryStatus: on the way", deliveryId, "delivering");
  await get("getOrder: the order follows its delivery", `/api/customer/orders/${id}`);
  await changeDelivery("changeDeliveryStatus: delivered", deliveryId, "successful");
  await changeDelivery("changeDeliveryStatus: no way back", deliveryId, "delivering");
  await changeDelivery("changeDeliveryStatus: there is no such delivery", unknownId, "delivering");

  await get("getOrder: delivered", `/api/customer/orders/${id}`);
  await get("getOrder: declined", `/api/customer/orders/${declined.id}`);
  await get("getDelivery", `/api/courier/deliveries/${deliveryId}`);
  await get("getOrder: there is no such order", `/api/customer/orders/${unknownId}`);
  await get("getDelivery: there is no such delivery", `/api/courier/deliveries/${unknownId}`);
  return transcript;
}
