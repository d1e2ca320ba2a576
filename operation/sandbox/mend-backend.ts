import { globSync, rmSync, statSync } from "node:fs";
import path from "node:path";

/**
 * Removes empty attribute files that a killed engine left beside its states. Pulumi's file backend replaces a state as a whole, but writes
 * its attributes in place. While one stack's attributes are cut off, it refuses every command with "EOF". The attributes are a content type
 * and a checksum, which a state does not need.
 */
export function mendBackend(backend: string): void {
  for (const file of globSync(".pulumi/**/*.attrs", { cwd: backend })) {
    const found = path.join(backend, file);
    if (statSync(found, { throwIfNoEntry: false })?.size === 0) rmSync(found, { force: true });
  }
}
