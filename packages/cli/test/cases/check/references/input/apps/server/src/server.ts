import { dishes } from "$model/dishes";

export interface Server {
  readonly dishes: typeof dishes;
}
export const start = (server: Server): number => server.dishes.length;
export type Page = typeof import("../../web/src/page.tsx");
