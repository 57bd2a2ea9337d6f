export class OrdersClient {}
export interface Order {
  readonly dish: string;
}
