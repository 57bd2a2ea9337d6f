/** A bundler's application: assets, queries, virtual modules, components in files of their own kind. */
export default {
  check: { modules: ["src/pages/*"], shared: ["src/ui"], external: ["virtual:*"], edges: { cart: [] } },
};
