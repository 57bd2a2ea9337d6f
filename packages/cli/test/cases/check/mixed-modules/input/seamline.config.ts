/** ESM and CommonJS beside each other, JavaScript and TypeScript, layers instead of features. */
export default {
  check: {
    modules: {
      orders: { path: ["controllers/orders", "models/orders"], public: { events: ["events.cjs"] }, forbidden: ["pg"] },
      stock: { path: ["controllers/stock", "models/stock"], forbidden: ["fs"] },
    },
    shared: ["lib"],
    edges: { stock: { orders: { parts: ["events"] } } },
  },
};
