const { database } = require("../../lib/database.cjs");
const { pool } = require("pg/lib/pool");

/** @typedef {import("../stock/item").Item} Item */
module.exports = { database, pool };
