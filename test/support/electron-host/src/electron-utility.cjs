'use strict'
/** What `require('electron')` gives inside a utility process. */
const { netFetch } = require('./net-fetch.cjs')
const net = { fetch: netFetch, isOnline: () => true, online: true }
const systemPreferences = {}
module.exports = { net, systemPreferences }
