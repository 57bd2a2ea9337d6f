/** A solution whose root tsconfig only refers to others; one of those has the paths. */
export default {
  check: { modules: ["apps/*"], shared: ["libs/*"], edges: { web: { server: { types: "free" } } } },
};
