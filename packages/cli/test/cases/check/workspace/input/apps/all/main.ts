import "@food/kitchen";
import "@food/orders/secret";

await import("@food/orders");
