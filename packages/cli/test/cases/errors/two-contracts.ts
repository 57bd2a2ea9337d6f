// ERROR: expected one exported contract, found 2 (one, two); move the others to separate client packages
import { defineContract } from "@seamline/core";

export const one = defineContract("one", { operations: {} });
export const two = defineContract("two", { operations: {} });
