import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { pid } from "node:process";

/** Writes a file whole or not at all, also while other processes read or write it. */
export function writeWhole(file: string, text: string): void {
  const draft = `${file}.${pid.toString()}`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, file);
  } catch (error) {
    if (existsSync(draft)) rmSync(draft);
    throw error;
  }
}
