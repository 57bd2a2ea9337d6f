export type { Order } from "./index.ts";
