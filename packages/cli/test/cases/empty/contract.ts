import { defineContract } from "@seamline/core";

export const emptyContract = defineContract("empty", { operations: {} });
