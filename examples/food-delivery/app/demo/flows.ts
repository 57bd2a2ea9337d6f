/** The flows that show the application at work, over its public operations. */

import { type Exchange, Transcript } from "./transcript.ts";

/** What the flows need to be there. */
export interface Restaurants {
  /** The id of a restaurant that takes orders. */
  readonly open: number;
  /** The id of one that declines them. */
  readonly closed: number;
}

/** An id that nothing has. */
const nobody = 2_000_000_000;

/**
 * Runs createOrder and changeDeliveryStatus, well and not so well. @param origin the base URL for a
 * path.
 */
export async function runFlows(
  origin: (path: string) => string,
  restaurants: Restaurants,
): Promise<{ readonly exchanges: readonly Exchange[]; readonly text: string }> {
  const transcript = new Transcript(origin);

  const createOrder = (title: string, restaurantId: number): Promise<Record<string, unknown>> =>
    transcript.send({ title, method: "POST", path: "/api/customer/orders", body: { restaurantId } });
  const changeDelivery = (title: string, deliveryId: unknown, status: string): Promise<unknown> =>
    transcript.send({ title, method: "PATCH", path: "/api/courier/deliveries", body: { deliveryId, status } });
  const get = (title: string, path: string): Promise<unknown> => transcript.send({ title, method: "GET", path });

  const { id, deliveryId } = await createOrder("createOrder: the restaurant accepts", restaurants.open);
  const declined = await createOrder("createOrder: the restaurant declines", restaurants.closed);
  await createOrder("createOrder: there is no such restaurant", nobody);
  await createOrder("createOrder: the input is not valid", -1);

  await changeDelivery("changeDeliveryStatus: a courier takes it", deliveryId, "courier_assigned");
  await changeDelivery("changeDeliveryStatus: on the way", deliveryId, "delivering");
  await get("getOrder: the order follows its delivery", `/api/customer/orders/${id}`);
  await changeDelivery("changeDeliveryStatus: delivered", deliveryId, "successful");
  await changeDelivery("changeDeliveryStatus: no way back", deliveryId, "delivering");
  await changeDelivery("changeDeliveryStatus: there is no such delivery", nobody, "delivering");

  await get("getOrder: delivered", `/api/customer/orders/${id}`);
  await get("getOrder: declined", `/api/customer/orders/${declined.id}`);
  await get("getDelivery", `/api/courier/deliveries/${deliveryId}`);
  await get("getOrder: there is no such order", `/api/customer/orders/${nobody}`);
  await get("getDelivery: there is no such delivery", `/api/courier/deliveries/${nobody}`);
  return transcript;
}
