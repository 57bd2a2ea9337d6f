export * from "./product";
export const listProducts = (): number => 1;
