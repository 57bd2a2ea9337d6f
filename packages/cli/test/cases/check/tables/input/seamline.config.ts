export default {
  check: {
    modules: ["modules/*"],
    shared: ["shared/*"],
    roots: ["app"],
    tables: { billing: ["invoice", "ledger.entry"] },
  },
};
