import type { Item } from "../../models/stock/item.ts";
import _ from "lodash";

export const worker = new URL("../orders/orders.mjs", import.meta.url);
export const here = new URL(".", import.meta.url);
export const site = new URL("https://example.com", import.meta.url);
export const chunk = (items: Item[]): Item[][] => _.chunk(items, 2);
