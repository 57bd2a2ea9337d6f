import type { checkout } from "../checkout";

export class Invoice {
  of?: typeof checkout;
}
