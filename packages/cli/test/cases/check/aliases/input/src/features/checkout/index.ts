import { formatPrice } from "@lib";
import { listProducts } from "~features/catalog";
import { find } from "@/features/catalog/product.js";
import { Invoice } from "src/features/invoice/index";

export const checkout = (): unknown => [formatPrice(find()), listProducts(), Invoice];
