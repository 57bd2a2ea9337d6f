import { cook } from "@food/kitchen";

export const shout = (text: string): string => `${text}${cook.name}!`;
