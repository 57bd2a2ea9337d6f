module.exports.placed = "placed";
