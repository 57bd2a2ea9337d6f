import events = require("../orders/events.cjs");
import order = require("#orders/order.js");
import fs from "node:fs/promises";

export type Item = typeof events | typeof order | typeof fs;
