export default {
  check: {
    modules: ["modules/*"],
    clients: ["clients/*"],
    roots: ["app"],
    edges: { customer: ["restaurant"], restaurant: ["customer"], courier: ["customer"] },
  },
};
