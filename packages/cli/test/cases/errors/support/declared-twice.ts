export const limit = 1;

const limit = 2;
