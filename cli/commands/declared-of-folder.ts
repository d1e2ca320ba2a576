import { plan } from "../../model/plan/plan-declaration.ts";
import { resolve } from "../../model/plan/resolve.ts";
import type { DeclaredGrants } from "../../policy-pack/declared-grants.ts";
import { declaredGrantsOf } from "../../policy-pack/extract/declared-grants-of.ts";
import { readDeclaration } from "../input/read-declaration.ts";

/** What the declaration in a folder says of grants, for the policy pack; or its problems. */
export function readDeclaredGrantsOf(
  folder: string,
):
  | { readonly declared: DeclaredGrants; readonly read?: undefined }
  | { readonly read: ReturnType<typeof readDeclaration>; readonly declared?: undefined } {
  const read = readDeclaration({ declaration: folder });
  if (read.declaration === undefined) return { read };
  return { declared: declaredGrantsOf(resolve(plan(read.declaration), new Map())) };
}
