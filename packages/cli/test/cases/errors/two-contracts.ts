// ERROR: expected one exported contract, found 2 (one, two); move the others to client packages of their own
import { defineContract } from "@seamline/core";

export const one = defineContract("one", { operations: {} });
export const two = defineContract("two", { operations: {} });
