import { createRequire } from "node:module";
import order from "../../models/orders/order.js";

const load = createRequire(import.meta.url);
export const items = load("../../models/stock/item");
export const lazy = (name) => load(`../../models/${name}`);
export default order;
