import { globSync, rmSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Removes what a killed engine left empty beside its states: Pulumi's file backend writes a state whole, but its attributes in place, and
 * refuses every command with "EOF" while those of one stack are cut off. They hold a content type and a checksum; a state goes without.
 */
export function mendBackend(backend: string): void {
  for (const file of globSync(".pulumi/**/*.attrs", { cwd: backend })) {
    const found = path.join(backend, file);
    if (statSync(found, { throwIfNoEntry: false })?.size === 0) rmSync(found, { force: true });
  }
}
