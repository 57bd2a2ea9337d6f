export const dishes: readonly string[] = [];
