export { formatPrice } from "./format-price.js";
