'use strict';
const { Client } = require('pg');
if (!process.env.DATABASE_URL) return;
module.exports = new Client();
