/** A process that serves the depot until it gets a message. Arguments: the broker, the prefix. */

import { type BrokerName, World } from "./depot.ts";

const [, , name, prefix] = process.argv;
const world = new World(name as BrokerName, prefix);
const { depot } = await world.serve({ name: "child" });
depot.onWait = () => process.send?.("waits");
process.once("message", () => {
  process.disconnect();
  void world.end();
});
process.send?.("serves");
