import type { ReadDeclaration } from "../../model/folder/read-declaration.ts";
import type { Declaration } from "../../model/reading/declaration.ts";
import { stackFingerprints } from "../../rehearsal/stack-fingerprints.ts";
import { isProven, noteProven } from "../input/kept-verdict.ts";
import { soundClaims } from "../input/read-claims.ts";
import { soundInventory } from "../input/read-inventory.ts";
import { rehearsedDeclaration } from "../input/rehearsed-organization.ts";
import { proofText } from "../output/proof/print-proof.ts";
import type { ProofReport } from "../output/proof/proof-report.ts";
import type { Streams } from "../output/streams.ts";
import { proveDeclared } from "./prove-declared.ts";

/** What is known of a declaration before it is deployed. */
export interface ProvenDeclaration {
  readonly verdict: ProofReport["verdict"];
  /** A hash of what each stack will be. */
  readonly fingerprints: ReadonlyMap<string, string>;
  /** The proof in words; empty where it was done before. */
  readonly text: string;
}

/** What is to be proven. */
export interface Unproven {
  readonly read: ReadDeclaration & { readonly declaration: Declaration };
  readonly inventory: string | undefined;
  /** The proof's name since the declaration was read. */
  readonly key: string;
  /** Whether that is still its name. */
  readonly isUnchanged: () => boolean;
}

/** Rehearses and proves a declaration, unless nothing has changed since that was done. */
export async function proveFirst({ read, inventory, key, isUnchanged }: Unproven, streams: Streams): Promise<ProvenDeclaration> {
  const { folder } = read;
  const existing = soundInventory(inventory, folder);
  const claims = soundClaims(read);
  const organization = await rehearsedDeclaration({ ...read, existing }, {}, streams);
  const fingerprints = stackFingerprints(organization.rehearsal.resources);
  if (isProven(key)) return { verdict: "proven", fingerprints, text: "" };
  const { report } = await proveDeclared({ read, organization, claims, inventory });
  if (report.verdict === "proven" && isUnchanged()) noteProven(key);
  return { verdict: report.verdict, fingerprints, text: proofText(report) };
}
