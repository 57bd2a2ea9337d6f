export interface Product {
  readonly price: number;
}
export const find = (): Product => ({ price: 1 });
