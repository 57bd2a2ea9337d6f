/** A pnpm workspace that is neither installed nor built: packages name each other, and their exports lead to `dist`. */
export default {
  check: {
    modules: { kitchen: "package:@food/kitchen", orders: { path: "package:@food/orders", private: ["src/secret.ts"] } },
    clients: ["packages/*-client"],
    shared: ["package:@food/text"],
    roots: ["apps/*"],
    edges: { kitchen: ["orders"] },
    conditions: ["source"],
  },
};
