/** One package; folders by feature; aliases from a tsconfig that extends another, which has comments. */
export default {
  check: {
    modules: ["src/features/*"],
    shared: ["src/lib"],
    roots: ["src/main.ts"],
    edges: { checkout: { catalog: { allow: ["index.ts"] } } },
  },
};
