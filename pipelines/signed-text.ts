import { createHash } from "node:crypto";

/** The first line of a file that Palisade wrote, with a hash of the lines below it. */
const SIGNATURE = /^# Written by Palisade, sha256 ([0-9a-f]{64})\n/;

const hashOf = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A text with a first line by which it is known later whether somebody has edited it. */
export const signed = (text: string): string => `# Written by Palisade, sha256 ${hashOf(text)}\n${text}`;

/** Whether a text is as `signed` gave it, of whatever version; line ends that git changed are no edit. */
export function isAsSigned(text: string): boolean {
  const plain = text.replaceAll("\r\n", "\n");
  const [first = "", hash] = SIGNATURE.exec(plain) ?? [];
  return hash !== undefined && hashOf(plain.slice(first.length)) === hash;
}
