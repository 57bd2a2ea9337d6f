/** Modules with a database each, whose tables have the same names: everybody uses its own. */
export default {
  check: { modules: ["modules/*"] },
};
