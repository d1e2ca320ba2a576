/** An option or setting that names nothing usable; its message says which, and what to write. */
export class WrongOption extends Error {}
