import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { pid } from "node:process";

/** Writes a file whole or not at all, whoever else reads or writes it. */
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
