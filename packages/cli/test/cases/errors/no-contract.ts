// ERROR: errors/no-contract.ts: expected one exported contract, found none; export what defineContract returns
import { defineContract } from "@seamline/core";

defineContract("hidden", { operations: {} });
