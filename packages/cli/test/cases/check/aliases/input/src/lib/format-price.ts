import type { Product } from "@/features/catalog/product";

export const formatPrice = (product: Product): string => `${product.price}`;
