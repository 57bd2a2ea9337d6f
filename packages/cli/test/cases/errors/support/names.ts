export const name: string = "a name";
export interface Names {}
