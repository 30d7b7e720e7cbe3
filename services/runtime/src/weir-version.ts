/** The version of Weir, that of every package in it. */
export const weirVersion = '0.1.0';
