// ERROR: errors/throws.ts:5: TypeError while it was loaded: Cannot read properties of undefined

const settings: { name: string }[] = [];

export const name: string = (settings[0] as { name: string }).name;
