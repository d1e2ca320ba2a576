import { createRequire } from "node:module";

/** The installed version of a Pulumi SDK. Its provider goes by the same one. */
export function sdkVersion(name: "@pulumi/aws" | "@pulumi/awsx"): string {
  const manifest = createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string };
  return manifest.version;
}
