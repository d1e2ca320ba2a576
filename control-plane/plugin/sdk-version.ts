import { createRequire } from "node:module";

/** The installed version of a Pulumi SDK, which is also its provider's version. */
export function sdkVersion(name: "@pulumi/aws" | "@pulumi/awsx"): string {
  const manifest = createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string };
  return manifest.version;
}
