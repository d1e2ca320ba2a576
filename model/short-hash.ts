import { createHash } from "node:crypto";

/** The first hexadecimal digits of a text's SHA-256, which tell texts apart where the whole text is too long, or has characters that AWS does not take. */
export const shortHash = (text: string, digits: number): string => createHash("sha256").update(text).digest("hex").slice(0, digits);
